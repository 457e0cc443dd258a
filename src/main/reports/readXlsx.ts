import { zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import { fromBufferPromise } from 'yauzl';
import { Refusal } from '../../shared/errors.ts';
import type { Cell } from './readTable.ts';
import { requireSmallSheet, showLeadingZeros } from './xlsxParts.ts';

/** Bytes a workbook's XML may unpack to: 10 000 rows of a register are below 4 MiB. */
const maxUnpackedBytes = 32 * 1024 * 1024;
/** A workbook of twenty sheets with pictures has about a hundred. */
const maxParts = 500;

/**
 * Rows of the first sheet, empty ones included. Numbers come without an exponent and with the zeros their format shows in front of them; a cell formatted
 * as a date is a day.
 *
 * The library unpacks and fills rows as far as the file says, so that 900 KiB could ask for all memory there is: the parts are unpacked under a
 * limit first, sheets that claim more cells than a register has are refused, and only what passed is handed on.
 * @throws Refusal FILE_UNREADABLE FILE_TOO_LARGE
 */
export async function readXlsx(bytes: Uint8Array, maxRows: number): Promise<Cell[][]> {
  try {
    const parts = await unpack(bytes);
    for (const xml of parts.values()) requireSmallSheet(xml, maxRows);
    const rows = await readSheet(new Blob([zipped(showLeadingZeros(parts))]), { parseNumber: plainNumber });
    return rows.map((cells) => cells.map(asCell));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const refusal = new Refusal('FILE_UNREADABLE');
    refusal.cause = error;
    throw refusal;
  }
}

/** The XML of a workbook by the name of its part. @throws Refusal FILE_TOO_LARGE, besides what a broken zip throws */
async function unpack(bytes: Uint8Array): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), { validateEntrySizes: true });
  let left = maxUnpackedBytes;
  for await (const entry of zip.eachEntry()) {
    if (!/\.(xml|rels)$/i.test(entry.fileName)) continue;
    left -= entry.uncompressedSize;
    if (left < 0 || parts.size >= maxParts) throw new Refusal('FILE_TOO_LARGE', { max: maxUnpackedBytes });
    // Ends with an error as soon as there is more than the entry says.
    const chunks: Uint8Array[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk);
    parts.set(entry.fileName, new TextDecoder().decode(Buffer.concat(chunks)));
  }
  return parts;
}

function zipped(parts: ReadonlyMap<string, string>): ArrayBuffer {
  const { buffer, byteOffset, length } = zipSync(Object.fromEntries([...parts].map(([name, xml]) => [name, new TextEncoder().encode(xml)])), { level: 0 });
  return new Uint8Array(buffer, byteOffset, length).slice().buffer;
}

/** Whole numbers in digits only: "2.0250001E+7" and "20250001.0" are the identifier 20250001. */
function plainNumber(text: string): string {
  const number = Number(text);
  return /^\d+$/.test(text) || !Number.isInteger(number) ? text : BigInt(number).toString();
}

function asCell(value: unknown): Cell {
  if (value instanceof Date) return { day: dayOf(value) };
  if (value === null || value === undefined) return '';
  return typeof value === 'boolean' ? String(value).toUpperCase() : String(value);
}

/** A date cell is a wall time without a zone; the library answers it as if it were UTC. */
function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().replace(/T.*/, '');
}
