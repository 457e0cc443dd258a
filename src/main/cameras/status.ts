import type http from 'node:http';
import { requestOf, type CameraAddress } from './stream.ts';

/** What the firmware says of itself, as far as it is shown; null for what it does not say. */
export interface CameraStatus { rssiDbm: number | null }

/** Asks once, answers null when there is none within 3 seconds. Never throws. */
export type AskStatus = (address: CameraAddress, signal: AbortSignal) => Promise<CameraStatus | null>;

const answerWithinMs = 3_000;
const answerBytes = 4 * 1024;

/**
 * Where the status of a stream is: the ESP32's stream has the server on port 81 to itself, and everything else is answered on port 80.
 * A stream on another port has its status beside it.
 */
export function statusUrl(streamUrl: string): URL {
  const url = new URL('/status', streamUrl);
  if (url.port === '81') url.port = '80';
  return url;
}

export const askStatus: AskStatus = (address, signal) => new Promise((answer) => {
  let request: http.ClientRequest;
  try {
    request = requestOf(statusUrl(address.url), address, 'application/json');
  } catch {
    return answer(null);
  }
  const give = (status: CameraStatus | null) => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    answer(status);
    request.destroy();
  };
  const stop = () => give(null);
  const timer = setTimeout(stop, answerWithinMs);
  signal.addEventListener('abort', stop);
  request.on('error', stop);
  request.on('response', (response) => {
    let text = '';
    if (response.statusCode !== 200) return stop();
    response.setEncoding('utf8');
    response.on('data', (piece: string) => {
      text += piece;
      if (text.length > answerBytes) stop();
    });
    response.on('error', stop);
    response.on('end', () => give(statusOf(text)));
  });
});

export function statusOf(text: string): CameraStatus | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const rssi = 'rssi' in parsed ? parsed.rssi : null;
  return { rssiDbm: typeof rssi === 'number' && rssi < 0 && rssi >= -127 ? Math.round(rssi) : null };
}
