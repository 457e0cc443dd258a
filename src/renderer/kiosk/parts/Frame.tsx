import { ArrowLeft, FlaskConical } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { languageNames, languages, useLanguage } from '../../i18n/i18n.ts';
import { useActions, useKioskState } from '../KioskContext.tsx';
import type { ScreenName } from '../screens.ts';
import { AppearanceChoice } from './AppearanceChoice.tsx';
import styles from './Frame.module.css';
import { MuteButton } from './MuteButton.tsx';

/**
 * What every screen shares: the way back top left; silence, appearance and language top right; the question in the middle, the other way bottom left,
 * and the one primary button bottom right. On resting screens the name of the place stands where the way back is.
 */
export function Frame({ name, back, left, right, children }: {
  name: ScreenName;
  /** `none` where leaving is the primary button or must wait. */
  back: 'back' | 'cancel' | 'none' | 'brand';
  left?: ReactNode;
  right?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const actions = useActions();
  const demo = useKioskState((state) => state.status?.demo ?? false);
  return (
    <main className={styles.frame} data-screen={name}>
      <header className={styles.header}>
        {back === 'brand' && <Brand />}
        {(back === 'back' || back === 'cancel') && (
          <Button size="kiosk" variant="quiet" icon={ArrowLeft} className={styles.back} data-action="back" onClick={actions.back}>{t(back)}</Button>
        )}
        {demo && <p className={styles.demo} data-demo><Icon icon={FlaskConical} />{t('demo')}</p>}
        <div className={styles.tools}>
          <MuteButton />
          <AppearanceChoice />
          <LanguageSwitch />
        </div>
      </header>
      <div className={styles.body}>{children}</div>
      {(left || right) && (
        <footer className={styles.footer}>
          <div className={styles.left}>{left}</div>
          <div className={styles.right}>{right}</div>
        </footer>
      )}
    </main>
  );
}

function Brand() {
  const siteName = useKioskState((state) => state.status?.siteName ?? '');
  const { t } = useTranslation();
  return (
    <p className={styles.brand}>
      <svg viewBox="0 0 40 40" className={styles.mark} aria-hidden>
        <circle cx="20" cy="20" r="16" pathLength="100" />
        <circle cx="14.5" cy="18" r="2.4" />
        <circle cx="25.5" cy="18" r="2.4" />
        <path d="M14 25.5q6 5 12 0" />
      </svg>
      <span>{siteName || t('appName')}</span>
    </p>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation();
  const shown = useLanguage();
  const { setLanguage } = useActions();
  return (
    <div className={styles.languages} role="group" aria-label={t('language')}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          className={styles.language}
          aria-pressed={language === shown}
          aria-label={`${language.toUpperCase()} ${languageNames[language]}`}
          data-action={`language-${language}`}
          onClick={() => setLanguage(language)}
        >
          {language.toUpperCase()}
        </button>
      ))}
    </div>
  );
}
