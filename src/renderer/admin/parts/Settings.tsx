import { Contrast, Monitor, Moon, Sun, SunMoon } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contrasts, textSizes, type Appearance } from '../../../shared/appearance.ts';
import { languageNames, languages, setLanguage, useLanguage } from '../../i18n/i18n.ts';
import { keepAppearance, keepLanguage, keepTheme, storedAppearance, storedTheme, themes } from '../preferences.ts';
import { Choice } from './Choice.tsx';
import styles from './Settings.module.css';

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;
const contrastIcons = { normal: SunMoon, high: Contrast } as const;

/** Language and appearance: on every page, in the same corner. */
export function Settings() {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const id = useId();
  return (
    <div className={styles.settings}>
      <Choice
        label={t('language')}
        options={languages.map((value) => ({ value, label: languageNames[value].replace('Bahasa ', ''), lang: value }))}
        value={language}
        onChange={(value) => {
          keepLanguage(value);
          setLanguage(value);
        }}
      />
      {/* The browser's own popover: Esc and a click beside it close it, and the focus goes back to the button. */}
      <button type="button" className={styles.opener} popoverTarget={id} aria-label={`Aa ${t('appearance.title')}`} title={t('appearance.title')} data-action="appearance"><span aria-hidden>Aa</span></button>
      <div id={id} popover="auto" role="dialog" aria-label={t('appearance.title')} className={styles.panel}><AppearanceChoices /></div>
    </div>
  );
}

/** Theme, text size and contrast of this browser profile. */
function AppearanceChoices() {
  const { t } = useTranslation('admin');
  const [theme, setTheme] = useState(storedTheme);
  const [appearance, setAppearance] = useState(storedAppearance);
  const keep = (change: Partial<Appearance>) => {
    const next = { ...appearance, ...change };
    keepAppearance(next);
    setAppearance(next);
  };
  return (
    <>
      <p aria-hidden>{t('theme.label')}</p>
      <Choice
        label={t('theme.label')}
        options={themes.map((value) => ({ value, label: t(`theme.${value}`), icon: themeIcons[value] }))}
        value={theme}
        onChange={(value) => {
          keepTheme(value);
          setTheme(value);
        }}
      />
      <p aria-hidden>{t('appearance.text')}</p>
      <Choice label={t('appearance.text')} options={textSizes.map((value) => ({ value, label: t(`appearance.texts.${value}`) }))} value={appearance.text} onChange={(text) => keep({ text })} />
      <p aria-hidden>{t('appearance.contrast')}</p>
      <Choice label={t('appearance.contrast')} options={contrasts.map((value) => ({ value, label: t(`appearance.contrasts.${value}`), icon: contrastIcons[value] }))} value={appearance.contrast} onChange={(contrast) => keep({ contrast })} />
    </>
  );
}
