import { contrasts, textSizes, type Appearance } from '../../shared/appearance.ts';
import type { Language } from '../../shared/contract.ts';
import { applyAppearance } from '../ui/appearance.ts';

/** What this desk likes: kept in the browser, not in the ledger's machine; losing it costs nothing. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const themeKey = 'tatap.admin.theme';
const languageKey = 'tatap.admin.language';
const textKey = 'tatap.admin.text';
const contrastKey = 'tatap.admin.contrast';

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

/** Contrast follows the system until somebody chose. */
export function storedAppearance(): Appearance {
  const contrast = contrasts.find((one) => one === read(contrastKey)) ?? (matchMedia('(prefers-contrast: more)').matches ? 'high' : 'normal');
  return { text: textSizes.find((one) => one === read(textKey)) ?? 'normal', contrast };
}

export function keepAppearance(appearance: Appearance): void {
  write(textKey, appearance.text);
  write(contrastKey, appearance.contrast);
  applyAppearance(appearance);
}

/** Null when nobody chose: the site's language applies. */
export function storedLanguage(): Language | null {
  const language = read(languageKey);
  return language === 'id' || language === 'en' ? language : null;
}

export const keepLanguage = (language: Language): void => write(languageKey, language);
