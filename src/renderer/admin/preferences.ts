import type { Language } from '../../shared/contract.ts';

/** What this desk likes: kept in the browser, not in the ledger's machine; losing it costs nothing. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const themeKey = 'tatap.admin.theme';
const languageKey = 'tatap.admin.language';

/** Storage may be blocked or full: a preference is then forgotten, nothing more. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Not kept; it still holds until the window closes.
  }
}

export const storedTheme = (): Theme => themes.find((theme) => theme === read(themeKey)) ?? 'system';

/** `system` leaves the choice to `prefers-color-scheme`. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function keepTheme(theme: Theme): void {
  write(themeKey, theme);
  applyTheme(theme);
}

/** Null when nobody chose: the site's language applies. */
export function storedLanguage(): Language | null {
  const language = read(languageKey);
  return language === 'id' || language === 'en' ? language : null;
}

export const keepLanguage = (language: Language): void => write(languageKey, language);
