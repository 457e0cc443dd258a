import { parse } from 'csv-parse/sync';
import { Refusal } from '../../shared/errors.ts';

/** What Excel and its relatives write between cells; Excel in Indonesian and most of Europe writes semicolons. */
const delimiters = [',', ';', '\t'] as const;

const options = {
  // All of them everywhere: a file edited on two systems mixes its line ends.
  record_delimiter: ['\r\n', '\n', '\r'],
  // A name with an inch mark in it is no reason to refuse a file.
  relax_quotes: true,
  relax_column_count: true,
};

/**
 * Rows of cells as they stand, empty lines included. Encoding: by its byte order mark, else UTF-8, else Windows-1252. Delimiter: the one that splits the
 * heading into most cells, or the one a first line "sep=;" names.
 * @throws Refusal FILE_UNREADABLE FILE_TOO_LARGE
 */
export function readCsv(bytes: Uint8Array, maxRows: number): string[][] {
  const text = decode(bytes);
  // No text has it; pictures, old .xls files and the like do.
  if (text.includes('\0')) throw new Refusal('FILE_UNREADABLE');
  const named = /^sep=(.)(?:\r\n|\n|\r)/.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const rows = split(body, named?.[1] ?? delimiterOf(body), maxRows + 1);
  if (rows.length > maxRows) throw new Refusal('FILE_TOO_LARGE', { max: maxRows });
  return rows;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function delimiterOf(text: string): string {
  const heading = text.trimStart();
  let best: string = delimiters[0];
  let most = 0;
  for (const delimiter of delimiters) {
    const cells = split(heading, delimiter, 1)[0]?.length ?? 0;
    if (cells > most) [best, most] = [delimiter, cells];
  }
  return best;
}

/** At most `to` rows. @throws Refusal FILE_UNREADABLE for a quote that never ends */
function split(text: string, delimiter: string, to: number): string[][] {
  try {
    return parse(text, { ...options, delimiter, to });
  } catch (cause) {
    const refusal = new Refusal('FILE_UNREADABLE');
    refusal.cause = cause;
    throw refusal;
  }
}
