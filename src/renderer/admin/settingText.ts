import { settingsList, type SettingKey, type SettingValues } from '../../shared/settingsList.ts';

/** What one typed unit is in the kept one: durations are kept in milliseconds, the volume from 0 to 1. */
const scales: Partial<Record<(typeof settingsList)[SettingKey]['control'], number>> = { seconds: 1_000, minutes: 60_000, volume: 0.01, rupiah: 1 };

/** A value as it is typed. */
export function textOf<K extends SettingKey>(key: K, value: SettingValues[K]): string {
  const scale = scales[settingsList[key].control];
  if (Array.isArray(value)) return value.join(', ');
  if (scale !== undefined && typeof value === 'number') return String(Math.round(value / scale * 1000) / 1000);
  return value === null ? '' : String(value);
}

/** What was typed as a value, or undefined when it is none. */
export function valueOf(key: SettingKey, text: string): unknown {
  const { control, schema } = settingsList[key];
  const trimmed = text.trim();
  const scale = scales[control];
  const parsed = schema.safeParse(
    control === 'rupiahList' ? trimmed.split(/[,;\s]+/).filter(Boolean).map((each) => numberOf(each))
      : scale !== undefined ? scaled(numberOf(trimmed), scale)
        : (control === 'time' || control === 'room') && trimmed === '' ? null : trimmed);
  return parsed.success ? parsed.data : undefined;
}

/** "15.000" is fifteen thousand: points between groups of three are how rupiah are written. */
function numberOf(text: string): number {
  if (/^\d{1,3}(\.\d{3})+$/.test(text)) return Number(text.replaceAll('.', ''));
  return /^\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : NaN;
}

function scaled(value: number, scale: number): number {
  return scale <= 1 ? value * scale : Math.round(value * scale);
}
