import type { ImportKind } from '../../shared/attendance.ts';
import type { Language } from '../../shared/contract.ts';

export interface ImportColumn {
  name: string;
  optional: boolean;
}

interface Template {
  columns: Record<Language, readonly ImportColumn[]>;
  rows: readonly (readonly string[])[];
}

const needed = (name: string): ImportColumn => ({ name, optional: false });
const optional = (name: string): ImportColumn => ({ name, optional: true });

/** Main understands the names of both languages, in any order; the example is written in the one on screen. */
export const importTemplates: Record<ImportKind, Template> = {
  people: {
    columns: { id: [needed('nama'), needed('nomor')], en: [needed('name'), needed('identifier')] },
    rows: [['Ayu Lestari', '20240001'], ['Budi Santoso', '20240002']],
  },
  courses: {
    columns: { id: [needed('kode'), needed('nama'), optional('guru')], en: [needed('code'), needed('name'), optional('teacher')] },
    rows: [['MTK-7A', 'Matematika 7A', 'siti'], ['IPA-7A', 'IPA 7A', '']],
  },
  memberships: {
    columns: { id: [needed('nomor'), needed('kelas'), optional('mulai'), optional('sampai')], en: [needed('identifier'), needed('course'), optional('from'), optional('until')] },
    rows: [['20240001', 'MTK-7A', '2026-07-13', ''], ['20240002', 'MTK-7A', '', '']],
  },
};

/** Opens right in Excel, whatever its language: with a byte order mark, in the dialect it expects there. */
export function templateCsv(kind: ImportKind, language: Language): string {
  const { columns, rows } = importTemplates[kind];
  // Excel set to Indonesian takes the comma for decimals and reads CSV by semicolons.
  const separator = language === 'id' ? ';' : ',';
  return `\uFEFF${[columns[language].map(({ name }) => name), ...rows].map((row) => row.join(separator)).join('\r\n')}\r\n`;
}
