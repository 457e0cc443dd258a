import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language } from '../../shared/contract.ts';
import type { ErrorCode, RefusalData } from '../../shared/errors.ts';
import { errorCodes } from '../../shared/errors.ts';
import { formatRupiah } from '../../shared/money.ts';
import enAdmin from './en/admin.json' with { type: 'json' };
import enErrors from './en/errors.json' with { type: 'json' };
import enKiosk from './en/kiosk.json' with { type: 'json' };
import enStaff from './en/staff.json' with { type: 'json' };
import enActivity from './en/activity.json' with { type: 'json' };
import enReports from './en/reports.json' with { type: 'json' };
import enExports from './en/exports.json' with { type: 'json' };
import enPeople from './en/people.json' with { type: 'json' };
import enNotifications from './en/notifications.json' with { type: 'json' };
import enDashboard from './en/dashboard.json' with { type: 'json' };
import enSettings from './en/settings.json' with { type: 'json' };
import enBackup from './en/backup.json' with { type: 'json' };
import enOperation from './en/operation.json' with { type: 'json' };
import idAdmin from './id/admin.json' with { type: 'json' };
import idErrors from './id/errors.json' with { type: 'json' };
import idKiosk from './id/kiosk.json' with { type: 'json' };
import idStaff from './id/staff.json' with { type: 'json' };
import idActivity from './id/activity.json' with { type: 'json' };
import idReports from './id/reports.json' with { type: 'json' };
import idExports from './id/exports.json' with { type: 'json' };
import idPeople from './id/people.json' with { type: 'json' };
import idNotifications from './id/notifications.json' with { type: 'json' };
import idDashboard from './id/dashboard.json' with { type: 'json' };
import idSettings from './id/settings.json' with { type: 'json' };
import idBackup from './id/backup.json' with { type: 'json' };
import idOperation from './id/operation.json' with { type: 'json' };

/** Every code has a sentence; `plain` holds the wording for when the values a sentence mentions did not come along. */
type ErrorSentences = Record<ErrorCode, string> & { plain: Partial<Record<ErrorCode, string>> };

/** Indonesian is the shape; English must have exactly its keys, and both must have a sentence for every error code. */
const resources = {
  id: {
    kiosk: idKiosk, errors: idErrors satisfies ErrorSentences, admin: idAdmin,
    staff: idStaff,
    activity: idActivity,
    exports: idExports,
    reports: idReports,
    people: idPeople,
    notifications: idNotifications,
    dashboard: idDashboard,
    settings: idSettings,
    backup: idBackup,
    operation: idOperation,
  },
  en: {
    kiosk: enKiosk satisfies typeof idKiosk, errors: enErrors satisfies ErrorSentences, admin: enAdmin satisfies typeof idAdmin,
    staff: enStaff satisfies typeof idStaff,
    activity: enActivity satisfies typeof idActivity,
    exports: enExports satisfies typeof idExports,
    reports: enReports satisfies typeof idReports,
    people: enPeople satisfies typeof idPeople,
    notifications: enNotifications satisfies typeof idNotifications,
    dashboard: enDashboard satisfies typeof idDashboard,
    settings: enSettings satisfies typeof idSettings,
    backup: enBackup satisfies typeof idBackup,
    operation: enOperation satisfies typeof idOperation,
  },
};

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'kiosk';
    resources: typeof resources.id;
  }
}

export const languages: readonly Language[] = ['id', 'en'];

/** Each language in its own words: a person looking for theirs cannot read the other one. */
export const languageNames: Record<Language, string> = { id: 'Bahasa Indonesia', en: 'English' };

/** Call once before rendering. Placeholders are written `{amount}`; React escapes, so i18next must not. */
export function startI18n(language: Language): typeof i18next {
  if (!i18next.isInitialized) {
    void i18next.use(initReactI18next).init({
      resources,
      lng: language,
      fallbackLng: 'id',
      supportedLngs: [...languages],
      ns: Object.keys(resources.id),
      defaultNS: 'kiosk',
      initAsync: false,
      interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
      react: { useSuspense: false },
    });
  }
  return i18next;
}

/** Also tells assistive technology which language the page is in. */
export function setLanguage(language: Language): void {
  void i18next.changeLanguage(language);
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}

const asLanguage = (tag: string): Language => (tag === 'en' ? 'en' : 'id');

/** The words of the kiosk in a language, outside React. */
export const wordsOf = (language: Language) => i18next.getFixedT(language, 'kiosk');

/** The language on screen now, outside React. */
export function currentLanguage(): Language {
  return asLanguage(i18next.language);
}

/** The language on screen; redraws the component when it changes. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return asLanguage(i18n.language);
}

const isErrorCode = (value: string | number | boolean): value is ErrorCode => errorCodes.some((code) => code === value);
const placeholdersOf = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
/** Values that are amounts in rupiah wherever they appear in a refusal's data. */
const moneyKeys = new Set(['min', 'max', 'balance', 'amount', 'limit']);

/** "1 minute", where a language has a wording of its own for it. */
function singular(language: Language, code: ErrorCode, data: RefusalData): string | undefined {
  const ones: Record<string, unknown> = resources[language].errors;
  const one = ones[`${code}_one`];
  return typeof one === 'string' && placeholdersOf(one).every((key) => data[key] === 1) ? one : undefined;
}

/**
 * The sentence for a refusal, in the language on screen (`useLanguage()` redraws when it changes). Amounts are formatted, a
 * `reason` that is itself a code becomes its own sentence, and a sentence whose values are missing falls back to its `plain`
 * wording instead of showing braces.
 */
export function refusalText(language: Language, code: ErrorCode, data: RefusalData = {}): string {
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(data)) {
    if (moneyKeys.has(key) && typeof value === 'number') values[key] = formatRupiah(value, language);
    else if (key === 'reason' && isErrorCode(value) && value !== code) values[key] = refusalText(language, value);
    else values[key] = String(value);
  }
  const sentences: ErrorSentences = resources[language].errors;
  const complete = placeholdersOf(sentences[code]).every((key) => key in values);
  const sentence = complete ? (singular(language, code, data) ?? sentences[code]) : (sentences.plain[code] ?? sentences[code]);
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
