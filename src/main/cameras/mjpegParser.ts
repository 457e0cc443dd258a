import type { CameraTrouble } from '../../shared/attendance.ts';
import { signatureOf, type FrameSignature } from './signature.ts';

/* R25. Bytes, of which this parser holds at most one part and its headers; the rest of a larger one is passed over. */
export const parserLimits = {
  partBytes: 512 * 1024,
  headerBytes: 8 * 1024,
  /** So many bytes without a boundary are no MJPEG. */
  seekBytes: 64 * 1024,
  /** RFC 2046 allows 70 characters; the two dashes come on top. */
  boundaryChars: 70,
} as const;

export type ParserTrouble = Extract<CameraTrouble, 'partTooLarge' | 'headersTooLarge' | 'badFraming' | 'badPicture'>;

export interface MjpegFrame {
  /** Bytes of its own; begins with FFD8 and holds an end marker near its end. */
  jpeg: Buffer;
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  signature: FrameSignature | null;
}

export interface MjpegParserNeeds {
  /** As the content type names it; null when it names none, or nothing usable: then the stream's first boundary is learnt from it. */
  boundary: string | null;
  onFrame(frame: MjpegFrame): void;
  /** A part was left out; the parser goes on with the next one. */
  onRefused(trouble: ParserTrouble): void;
}

export interface MjpegParser {
  /** Bytes as they come, in pieces of any size; read before it returns, so the caller may use them again. */
  push(bytes: Uint8Array): void;
  /** The connection ended: a picture that is complete is still given. */
  end(): void;
}

const lf = 0x0a;
const cr = 0x0d;
const dash = 0x2d;
const endMarker = Buffer.from([0xff, 0xd9]);
/** Some cameras pad a picture with zeros; its end marker is looked for in this many bytes. */
const endWithin = 512;

/** Splits `multipart/x-mixed-replace` into pictures, whatever arrives: it never throws, and does a bounded amount of work per byte. */
export function createMjpegParser({ boundary, onFrame, onRefused }: MjpegParserNeeds): MjpegParser {
  let delimiter = boundary === null ? null : delimiterOf(boundary);
  /** A part has come behind this delimiter: it is the right one. */
  let proven = false;
  let held = Buffer.allocUnsafe(32 * 1024);
  /** What is held and not yet used up lies in [from, to); the present state has looked at everything before `seen`. */
  let from = 0;
  let to = 0;
  let seen = 0;
  let state: 'seek' | 'headers' | 'body' = 'seek';
  /** Bytes passed over since the last part; null while the rest of a refused part is. */
  let passed: number | null = 0;
  let beganLine = true;
  let headers: ReadonlyMap<string, string> = new Map();
  /** Bytes of the part as its header says; null when it says nothing a part may have. */
  let length: number | null = null;
  /** Whether the next `length` is taken at its word: not after one that was wrong, until one was right again. */
  let believed = true;
  /** Of this part: its length is still to be tried. */
  let tries = true;

  /** Makes room at the end of `held`, moving what is left or growing; both pay for themselves over the bytes that come. */
  function roomAtEnd(): number {
    if (from === to) {
      from = to = seen = 0;
    }
    if (to < held.length) return held.length - to;
    if (to - from > held.length / 2) {
      const larger = Buffer.allocUnsafe(held.length * 2);
      held.copy(larger, 0, from, to);
      held = larger;
    } else held.copyWithin(0, from, to);
    seen -= from;
    to -= from;
    from = 0;
    return held.length - to;
  }

  const used = (at: number): void => {
    beganLine = at > 0 && held[at - 1] === lf;
    from = at;
    seen = at;
  };
  const find = (what: Buffer): number => {
    const at = held.subarray(seen, to).indexOf(what);
    return at < 0 ? -1 : seen + at;
  };

  /** Nothing was recognised in [from, at). True when that was too much, and what is left is to be looked at anew. */
  function passOver(at: number): boolean {
    if (at <= from) return false;
    if (passed === null || passed + at - from <= parserLimits.seekBytes) {
      if (passed !== null) passed += at - from;
      used(at);
      return false;
    }
    used(from + parserLimits.seekBytes + 1 - passed);
    passed = 0;
    onRefused('badFraming');
    if (!proven) delimiter = null;
    return true;
  }

  function seek(): boolean {
    if (delimiter === null) return learn();
    const { length: size } = delimiter;
    const at = find(delimiter);
    if (at < 0) return passOver(to - size + 1);
    if (passOver(at)) return true;
    used(at + size);
    state = 'headers';
    return true;
  }

  /** The first line that looks like a boundary is one. */
  function learn(): boolean {
    for (let at = from; at < to;) {
      const lineEnd = held.subarray(at, to).indexOf(lf);
      const size = lineEnd < 0 ? to - at : lineEnd;
      const beginsHere = at === from ? beganLine : held[at - 1] === lf;
      if (beginsHere && held[at] === dash && size <= parserLimits.boundaryChars + 4) {
        if (at > from) {
          passOver(at);
          return true;
        }
        // It may still become a boundary.
        if (lineEnd < 0) return false;
        const text = held.toString('latin1', at, at + size).trim();
        if (/^--[\x21-\x7e]{1,70}$/.test(text)) {
          delimiter = Buffer.from(text, 'latin1');
          return true;
        }
      }
      if (lineEnd < 0) break;
      at += lineEnd + 1;
    }
    return passOver(to);
  }

  /** From behind a boundary to the empty line. */
  function readHeaders(): boolean {
    if (to === from) return false;
    // "--boundary--", or a longer word that begins like it: no part follows.
    if (!endsBoundary(held[from])) {
      state = 'seek';
      passed = 0;
      return true;
    }
    const end = endOfHeaders();
    if (end === null) {
      if (to - from < parserLimits.headerBytes) return false;
      onRefused('headersTooLarge');
      // What was looked at is not looked at again: a stream of boundaries costs no more than one of pictures.
      used(from + parserLimits.headerBytes);
      state = 'seek';
      passed = 0;
      return true;
    }
    headers = headersOf(held.toString('latin1', from, end));
    length = lengthOf(headers);
    tries = believed;
    used(end);
    state = 'body';
    proven = true;
    return true;
  }

  /** Behind the first empty line from `from`, or null when there is none yet. */
  function endOfHeaders(): number | null {
    const limit = Math.min(to, from + parserLimits.headerBytes);
    for (;;) {
      const at = held.subarray(seen, limit).indexOf(lf);
      if (at < 0) break;
      const next = seen + at + 1;
      const behind = held[next] === cr ? next + 1 : next;
      // The line that has just ended is looked at again when more has come.
      if (behind >= limit) return null;
      if (held[behind] === lf) return behind + 1;
      seen = next;
    }
    seen = Math.max(seen, limit);
    return null;
  }

  function readBody(): boolean {
    if (delimiter === null) throw new Error('a part begins behind a boundary');
    if (length !== null && tries) {
      if (to - from < length) return false;
      const picture = held.subarray(from, from + length);
      // A length that reaches into the next part takes its boundary along, and hardly ends where a picture does.
      if (isWholeJpeg(picture) && (!picture.includes(delimiter) || picture.subarray(-2).equals(endMarker))) return part(from + length, from + length, 'seek');
      tries = false;
    }
    for (let at = find(delimiter); at >= 0; at = find(delimiter)) {
      const next = at + delimiter.length;
      if (next >= to) {
        seen = at;
        return tooLarge();
      }
      if (endsBoundary(held[next]) || held[next] === dash) {
        const end = endOfBody(at);
        believed = end - from === length;
        return part(end, next, 'headers');
      }
      seen = next;
    }
    seen = Math.max(seen, to - delimiter.length + 1);
    return tooLarge();
  }

  /** The line break before a boundary belongs to the boundary. */
  function endOfBody(at: number): number {
    if (at <= from || held[at - 1] !== lf) return at;
    return at - 1 > from && held[at - 2] === cr ? at - 2 : at - 1;
  }

  function tooLarge(): boolean {
    if (to - from <= parserLimits.partBytes + parserLimits.boundaryChars + 8) return false;
    onRefused('partTooLarge');
    used(seen);
    state = 'seek';
    passed = null;
    return true;
  }

  function part(end: number, next: number, then: 'seek' | 'headers'): true {
    const picture = held.subarray(from, end);
    if (picture.length > parserLimits.partBytes) onRefused('partTooLarge');
    else if (!isWholeJpeg(picture)) onRefused('badPicture');
    else onFrame({ jpeg: Buffer.from(picture), headers, signature: signatureOf(headers) });
    used(next);
    state = then;
    passed = 0;
    return true;
  }

  function readOn(): void {
    while (state === 'seek' ? seek() : state === 'headers' ? readHeaders() : readBody());
  }

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length;) {
        const taken = Math.min(roomAtEnd(), bytes.length - at);
        held.set(taken === bytes.length ? bytes : bytes.subarray(at, at + taken), to);
        to += taken;
        at += taken;
        readOn();
      }
    },
    end() {
      tries = false;
      readOn();
      if (state !== 'body') return;
      const end = endOfBody(to);
      if (end - from <= parserLimits.partBytes && isWholeJpeg(held.subarray(from, end))) part(end, to, 'seek');
    },
  };
}

/** Many servers name the boundary with its dashes, against RFC 2046; looking for it without them finds both kinds. */
function delimiterOf(boundary: string): Buffer | null {
  const word = boundary.replace(/^--/, '');
  return /^[\x20-\x7e]{1,70}$/.test(word) && word.trim() !== '' ? Buffer.from(`--${word}`, 'latin1') : null;
}

/** What may follow a boundary on its line. */
function endsBoundary(byte: number | undefined): boolean {
  return byte === cr || byte === lf || byte === 0x20 || byte === 0x09;
}

function isWholeJpeg(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes.subarray(Math.max(2, bytes.length - endWithin)).includes(endMarker);
}

function headersOf(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

/** Null when there is none, or none that a part may have: then the next boundary ends the part. */
function lengthOf(headers: ReadonlyMap<string, string>): number | null {
  const text = headers.get('content-length') ?? '';
  const length = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  return length > 0 && length <= parserLimits.partBytes ? length : null;
}
