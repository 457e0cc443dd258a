import { createHmac } from 'node:crypto';
import { connect } from 'node:net';

/** One part of the stream: its headers as sent, and the picture. */
export interface Part { headers: Map<string, string>; names: string[]; jpeg: Buffer }

const boundary = '\r\n--123456789000000000000987654321\r\n';

/** Asks the sketch for a page over a bare socket: the status line, the head and the first `enough` parts; with 0, what came until the end. */
export const ask = (port: number, path: string, authorization: string | null, enough: number) =>
  new Promise<{ status: string; head: string; parts: Part[]; close: () => void }>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let bytes = Buffer.alloc(0);
    const finish = () => {
      const end = bytes.indexOf('\r\n\r\n');
      const head = bytes.subarray(0, end).toString('latin1');
      resolve({ status: head.slice(0, head.indexOf('\r\n')), head, parts: partsOf(bytes.subarray(end + 4)).slice(0, enough), close: () => socket.destroy() });
    };
    socket.setTimeout(10_000, () => socket.destroy(new Error('nothing came for ten seconds')));
    socket.on('error', reject).on('close', finish);
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end >= 0 && enough > 0 && partsOf(bytes.subarray(end + 4)).length >= enough) finish();
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${authorization === null ? '' : `Authorization: ${authorization}\r\n`}\r\n`);
  });

/** Whole parts only; what is between them has to be exactly the boundary. */
const partsOf = (bytes: Buffer): Part[] => {
  const parts: Part[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n\r\n', at + boundary.length);
    if (end < 0) return parts;
    if (bytes.subarray(at, at + boundary.length).toString('latin1') !== boundary) throw new Error(`no boundary at byte ${String(at)}`);
    const lines = bytes.subarray(at + boundary.length, end).toString('latin1').split('\r\n').map((line) => line.split(': '));
    const headers = new Map(lines.map(([name = '', value = '']) => [name, value]));
    const length = Number(headers.get('Content-Length'));
    if (bytes.length < end + 4 + length) return parts;
    parts.push({ headers, names: [...headers.keys()], jpeg: bytes.subarray(end + 4, end + 4 + length) });
    at = end + 4 + length;
  }
};

/** The signature this part should carry. */
export const expectedSignature = (part: Part, secretHex: string) =>
  createHmac('sha256', Buffer.from(secretHex, 'hex'))
    .update(`tatap-frame-v1\n${part.headers.get('X-Tatap-Camera') ?? ''}\n${part.headers.get('X-Tatap-Seq') ?? ''}\n${part.headers.get('X-Tatap-Time') ?? ''}\n`)
    .update(part.jpeg)
    .digest('hex');
