import { ChartNoAxesColumn, DoorClosed, ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { useActions } from '../KioskContext.tsx';
import { BigIcon } from '../parts/BigIcon.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import type { ScreenAt } from '../screens.ts';
import attract from './AttractScreen.module.css';

/** Paying is closed; seeing and erasing one's own data is not. */
export function ClosedScreen({ screen }: { screen: ScreenAt<'closed'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { openAdmin, askMe } = useActions();
  const why = screen.reason && screen.reason !== 'PAYMENTS_CLOSED' ? refusalText(language, screen.reason) : t('closed.lead');
  return (
    <Frame
      name="closed"
      back="brand"
      left={<Button size="kiosk" variant="quiet" icon={ChartNoAxesColumn} className={attract.mine} data-action="my-data" onClick={askMe}>{t('ways.me')}</Button>}
      right={<Button size="kiosk" variant="primary" icon={ExternalLink} data-action="open-admin" onClick={openAdmin}>{t('closed.open')}</Button>}
    >
      <div className={layout.centre} data-code={screen.reason ?? ''}>
        <BigIcon icon={DoorClosed} tone="attention" />
        <h1 className={layout.key}>{t('closed.title')}</h1>
        <p className={layout.lead}>{why}</p>
      </div>
    </Frame>
  );
}
