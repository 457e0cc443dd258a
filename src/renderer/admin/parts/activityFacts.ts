import { useTranslation } from 'react-i18next';
import { auditActions } from '../../../shared/activity.ts';
import { actionWords } from '../../../shared/activityWords.ts';
import { markStatuses } from '../../../shared/attendance.ts';
import { staffRoles } from '../../../shared/contract.ts';
import type { ActivityRow } from '../../../shared/contractActivity.ts';
import { formatRupiah } from '../../../shared/money.ts';
import { settingsList, type SettingKey } from '../../../shared/settingsList.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { dayText, weekdayName } from '../when.ts';
import { useSettingWords } from './SettingField.tsx';

type Value = ActivityRow['detail'][string];
export interface Fact { name: string; label: string; value: string }

const isSetting = (key: Value | undefined): key is SettingKey => typeof key === 'string' && Object.hasOwn(settingsList, key);
/** Facts whose text is one or several of a few words, and the dictionary these are in. */
const dictionaries: Record<string, string> = { method: 'method', fields: 'field', kind: 'kind', list: 'list', filters: 'filter', kioskMode: 'kioskMode', challenge: 'challenge', purpose: 'purpose', proof: 'proof', step: 'step' };
const days = new Set(['date', 'fromDate', 'untilDate', 'effectiveFrom']);
/** How many sessions followed a change: worth a word only where there were any. */
const silentAtZero = new Set(['added', 'moved', 'removed', 'voided']);
/** A setting's are shown side by side. */
const ofSettings = new Set(['setting', 'before', 'after']);

/** "Setting changed"; what only a newer version writes is shown by its own name. */
export function actionText(action: string, language: 'id' | 'en'): string {
  return actionWords[action]?.[language] ?? action;
}

/** Every action there are words for, by them. */
export function actionsByName(actions: readonly string[], language: 'id' | 'en'): string[] {
  const known = actions.filter((action) => Object.hasOwn(auditActions, action));
  return known.toSorted((a, b) => actionText(a, language).localeCompare(actionText(b, language), language));
}

/** The facts of a row in words: for the details, and in short for the list. */
export function useFactWords() {
  const { t } = useTranslation('activity');
  const { t: admin } = useTranslation('admin');
  const language = useLanguage();
  const settings = useSettingWords();
  const whole = new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB');
  // Keys are made from what main wrote; a text that is in no dictionary is shown as it is.
  const word = (key: string, fallback: string): string => {
    const found = (t as unknown as (key: string, options: { defaultValue: string }) => string)(key, { defaultValue: fallback });
    return found;
  };

  function textOf(name: string, value: string): string {
    const status = markStatuses.find((one) => one === value);
    if (status && (name === 'from' || name === 'to' || name === 'status')) return admin(`status.${status}`);
    const role = staffRoles.find((one) => one === value);
    if (role && name === 'role') return admin(`role.${role}`);
    if (days.has(name)) return dayText(value, language);
    if (name === 'format') return value.toUpperCase();
    const dictionary = dictionaries[name];
    return dictionary === undefined ? value : value.split(' ').map((part) => word(`values.${dictionary}.${part}`, part)).join(', ');
  }

  function valueOf(name: string, value: Value, action: string): string {
    if (value === null) return name === 'course' && action.startsWith('excuse.') ? t('facts.everyCourse') : t('none');
    if (typeof value === 'boolean') return value ? t('yes') : t('no');
    if (typeof value === 'number') return name === 'amount' ? formatRupiah(value, language) : name === 'weekday' ? weekdayName(value, language) : whole.format(value);
    return value === '' ? t('none') : textOf(name, value);
  }

  /** Some facts mean two things by one name; which one shows in what they are. */
  const labelOf = (name: string, value: Value): string => {
    const own = typeof value === 'boolean' && name === 'added' ? 'isNew' : typeof value === 'boolean' && name === 'photos' ? 'fromPhotos' : name;
    return word(`facts.${own}`, name);
  };

  function all({ action, detail }: ActivityRow): Fact[] {
    return Object.entries(detail).flatMap(([name, value]) => {
      if (action === 'settings.changed' && ofSettings.has(name)) return [];
      if (value === 0 && silentAtZero.has(name) && !action.startsWith('import.')) return [];
      return [{ name, label: labelOf(name, value), value: valueOf(name, value, action) }];
    });
  }

  /** A setting before and after it was changed, in its own words; null for every other action. */
  function setting({ action, detail }: ActivityRow): { label: string; before: string; after: string } | null {
    const key = detail['setting'];
    if (action !== 'settings.changed' || !isSetting(key)) return null;
    const side = (json: Value | undefined): string => (typeof json === 'string' ? settings.value(key, JSON.parse(json)) : t('damaged'));
    return { label: settings.label(key), before: side(detail['before']), after: side(detail['after']) };
  }

  /** The one fact that says most. */
  function short(row: ActivityRow): string {
    const changed = setting(row);
    if (changed) return `${changed.before} → ${changed.after}`;
    const { detail, action } = row;
    const say = (name: string): string => valueOf(name, detail[name] ?? null, action);
    if ('from' in detail && 'to' in detail) return `${say('from')} → ${say('to')}`;
    if (action === 'export.made') return `${say('list')} · ${say('format')}`;
    const name = ['amount', 'fields', 'failures', 'role', 'course', 'kind', 'method', 'marks', 'date', 'room'].find((one) => detail[one] !== undefined && detail[one] !== null);
    if (name === undefined) return '';
    return name === 'failures' || name === 'marks' ? `${labelOf(name, detail[name] ?? null)}: ${say(name)}` : say(name);
  }

  return { all, setting, short };
}
