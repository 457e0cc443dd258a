import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RecognitionMeaning } from '../../../shared/contractSettings.ts';
import { formatRupiah } from '../../../shared/money.ts';
import { sameSetting, settingsList, type SettingKey } from '../../../shared/settingsList.ts';
import { languageNames, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { textOf } from '../settingText.ts';
import { Notice } from './Notice.tsx';
import styles from './SettingField.module.css';
import { ZoneSelect } from './ZoneSelect.tsx';

/** The words of a setting and of its values, in the language on screen. */
export function useSettingWords() {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  const rooms = useDesk((state) => state.places.rooms.value) ?? [];
  const count = new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', { maximumFractionDigits: 0 });
  // Keys are made from the list of settings; settingText.test.ts holds the dictionaries against it.
  const words = t as unknown as (key: string) => string;
  const label = (key: SettingKey): string => words(`field.${key}.label`);
  function value(key: SettingKey, of: unknown): string {
    const { control } = settingsList[key];
    if (of === null) return control === 'room' ? t('anyRoom') : t('none');
    if (typeof of === 'boolean') return of ? t('on') : t('off');
    if (Array.isArray(of)) return of.map((each) => formatRupiah(Number(each), language)).join(', ');
    if (control === 'rupiah') return formatRupiah(Number(of), language);
    if (control === 'rate') return t('rate', { strangers: count.format(1 / Number(of)) });
    if (control === 'choice') return words(`option.${key}.${String(of).replace('.', '_')}`);
    if (control === 'language') return languageNames[of === 'en' ? 'en' : 'id'];
    if (control === 'room') return rooms.find(({ roomId }) => roomId === of)?.name ?? '–';
    if (control === 'seconds' || control === 'minutes' || control === 'volume') return `${textOf(key, of as never)} ${t(`unit.${control}`)}`; // of its own setting
    return String(of);
  }
  return { label, hint: (key: SettingKey): string => words(`field.${key}.hint`), value, count };
}

/** One setting: its control by its kind, why it is there, what is wrong with it, and the way back to the default. */
export function SettingField({ name, draft, value, error, fault, recognition, onChange }: {
  name: SettingKey;
  /** What somebody typed or chose here and has not saved; undefined when nothing. */
  draft: unknown;
  value: unknown;
  error: string | null;
  fault: boolean;
  recognition: RecognitionMeaning;
  onChange(draft: unknown): void;
}) {
  const { t } = useTranslation('settings');
  const words = useSettingWords();
  const { default: fallback } = settingsList[name];
  return (
    <div className={styles.setting} data-setting={name}>
      <div className={styles.control}><Control name={name} draft={draft} value={value} error={error} onChange={onChange} /></div>
      {!sameSetting(value, fallback) && name !== 'siteName' && name !== 'zone' && (
        <Button variant="quiet" icon={RotateCcw} data-action={`default-${name}`} onClick={() => onChange(fallback)}>{t('default', { value: words.value(name, fallback) })}</Button>
      )}
      {fault && <Notice tone="refused"><p>{t('fault')}</p></Notice>}
      {name === 'strangerRate' && <Meaning rate={Number(value)} recognition={recognition} />}
    </div>
  );
}

function Control({ name, draft, value, error, onChange }: { name: SettingKey; draft: unknown; value: unknown; error: string | null; onChange(draft: unknown): void }) {
  const { t } = useTranslation('settings');
  const words = useSettingWords();
  const rooms = useDesk((state) => state.places.rooms.value) ?? [];
  const entry = settingsList[name];
  const { control } = entry;
  const both = { label: words.label(name), hint: words.hint(name), name };
  if (control === 'zone') return <ZoneSelect value={String(value)} onChange={onChange} />;
  if (control === 'switch') return <Select {...both} value={String(value)} options={['true', 'false'].map((each) => ({ value: each, label: words.value(name, each === 'true') }))} onChange={(chosen) => onChange(chosen === 'true')} />;
  if (control === 'room') {
    const options = [{ value: '', label: t('anyRoom') }, ...rooms.map((room) => ({ value: room.roomId, label: room.name }))];
    return <Select {...both} value={value === null ? '' : String(value)} options={options} onChange={(chosen) => onChange(chosen === '' ? null : chosen)} />;
  }
  if ('options' in entry && entry.options) {
    const options: readonly (string | number)[] = entry.options;
    return <Select {...both} value={String(value)} options={options.map((each) => ({ value: String(each), label: words.value(name, each) }))} onChange={(chosen) => onChange(options.find((each) => String(each) === chosen))} />;
  }
  const unit = control === 'text' || control === 'time' ? null : t(`unit.${control as 'seconds'}`); // the others have no unit and are drawn above
  return (
    <TextField {...both} type={control === 'time' ? 'time' : 'text'} inputMode={control === 'text' || control === 'time' || control === 'rupiahList' ? undefined : 'decimal'} autoComplete="off" error={error}
      value={typeof draft === 'string' ? draft : textOf(name, value as never)} onChange={(event) => onChange(event.target.value)} // a value of its own setting
      trailing={unit === null ? undefined : <span className={styles.unit}>{unit}</span>} />
  );
}

/** What a rate comes to with the people of this site. */
function Meaning({ rate, recognition }: { rate: number; recognition: RecognitionMeaning }) {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  const { count } = useSettingWords();
  const found = recognition?.rates.find((each) => each.rate === rate);
  if (!recognition || !found) return <Notice tone="info"><p>{t('meaningNone')}</p></Notice>;
  const percent = new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', { maximumFractionDigits: 1 }).format(found.fnmr * 100);
  return (
    <Notice tone="info" title={t('meaning', { people: count.format(recognition.persons), templates: count.format(recognition.templates) })}>
      <p>{found.beyond ? t('meaningBeyond', { percent }) : t('meaningFnmr', { percent })}</p>
      {found.stranger > 0 && <p>{t('meaningStranger', { looks: count.format(1 / found.stranger) })}</p>}
    </Notice>
  );
}
