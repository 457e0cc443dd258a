import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languageNames, languages, setLanguage, useLanguage } from '../../i18n/i18n.ts';
import { keepLanguage, keepTheme, storedTheme, themes } from '../preferences.ts';
import { Choice } from './Choice.tsx';
import styles from './Settings.module.css';

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;

/** Language and appearance: on every page, in the same corner. */
export function Settings() {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const [theme, setTheme] = useState(storedTheme);
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
      <Choice
        compact
        label={t('theme.label')}
        options={themes.map((value) => ({ value, label: t(`theme.${value}`), icon: themeIcons[value] }))}
        value={theme}
        onChange={(value) => {
          keepTheme(value);
          setTheme(value);
        }}
      />
    </div>
  );
}
