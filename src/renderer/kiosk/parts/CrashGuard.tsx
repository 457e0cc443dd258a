import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useActions } from '../KioskContext.tsx';
import layout from './layout.module.css';

/** A screen that fails to draw must not leave a blank kiosk: says so and starts again. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override componentDidCatch(error: Error) {
    console.error(error);
  }

  override render() {
    return this.state.crashed ? <Crashed onRestart={() => this.setState({ crashed: false })} /> : this.props.children;
  }
}

function Crashed({ onRestart }: { onRestart(): void }) {
  const { t } = useTranslation();
  const { home } = useActions();
  const restart = () => {
    home();
    onRestart();
  };
  return (
    <main className={layout.centre} style={{ height: '100vh' }} data-screen="crashed">
      <h1 className={layout.key}>{t('crashed.title')}</h1>
      <p className={layout.lead}>{t('crashed.lead')}</p>
      <Button size="kiosk" variant="primary" data-action="restart" onClick={restart}>{t('crashed.restart')}</Button>
    </main>
  );
}
