import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingChange } from '../../../shared/contractSettings.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { Notice } from './Notice.tsx';
import { useSettingWords } from './SettingField.tsx';
import { When } from './When.tsx';

/** Who changed which setting; read anew when a revision comes. */
export function SettingsHistory({ revision }: { revision: number }) {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  const words = useSettingWords();
  const read = useDesk((state) => state.readSettingsHistory);
  const [found, setFound] = useState<{ failure: Failure } | { rows: SettingChange[] } | null>(null);
  useEffect(() => {
    let gone = false;
    void read().then((answer) => { if (!gone) setFound(answer); });
    return () => { gone = true; };
  }, [read, revision]);
  if (!found) return null;
  if ('failure' in found) return <Notice tone="refused"><p>{refusalText(language, found.failure.code, found.failure.data)}</p></Notice>;
  if (found.rows.length === 0) return <Notice tone="info"><p>{t('history.none')}</p></Notice>;
  const value = ({ key }: SettingChange, json: string | null) => (json === null ? t('history.damaged') : words.value(key, JSON.parse(json)));
  return (
    <SimpleTable label={t('group.history')} rows={found.rows.map((row, index) => ({ ...row, index }))} idOf={({ index }) => index} columns={[
      { id: 'when', header: t('history.when'), width: '9rem', cell: (row) => <When atMs={row.atMs} /> },
      { id: 'who', header: t('history.who'), width: '10rem', cell: (row) => row.staffName ?? '–' },
      { id: 'what', header: t('history.what'), cell: (row) => words.label(row.key) },
      { id: 'before', header: t('history.before'), cell: (row) => value(row, row.before) },
      { id: 'after', header: t('history.after'), cell: (row) => value(row, row.after) },
    ]} />
  );
}
