import type { ServerResponse } from 'node:http';
import type { Pushed } from '../seam.ts';
import type { WindowName } from './admission.ts';

/** A reload closes the stream and opens it again well within this; a closed window does not. */
const goneAfterMs = 10_000;
/** Keeps proxies out of the question and finds dead sockets. */
const pingEveryMs = 15_000;
/** A page opens one; more than this is not a page. */
const maxPerConnection = 4;

interface Stream { window: WindowName; connection: string; response: ServerResponse }

export interface EventStreams {
  /** Adopts a response whose headers are sent; when its connection has had none for ten seconds, `onGone` is called. */
  add(window: WindowName, connection: string, response: ServerResponse): void;
  push(pushed: Pushed): void;
  close(): void;
}

/** Server-sent events to the admitted windows. */
export function createEventStreams(onGone: (connection: string) => void): EventStreams {
  const streams = new Set<Stream>();
  const leaving = new Map<string, NodeJS.Timeout>();
  const ping = setInterval(() => { for (const { response } of streams) response.write(': ping\n\n'); }, pingEveryMs).unref();

  const left = (stream: Stream): void => {
    streams.delete(stream);
    if (ofConnection(streams, stream.connection).length > 0) return;
    clearTimeout(leaving.get(stream.connection));
    leaving.set(stream.connection, setTimeout(() => {
      leaving.delete(stream.connection);
      onGone(stream.connection);
    }, goneAfterMs).unref());
  };

  return {
    add(window, connection, response) {
      const stream = { window, connection, response };
      clearTimeout(leaving.get(connection));
      leaving.delete(connection);
      ofConnection(streams, connection).slice(0, 1 - maxPerConnection).forEach(({ response: oldest }) => oldest.end());
      streams.add(stream);
      response.on('close', () => { left(stream); });
      response.write('retry: 1000\n\n');
    },
    push({ event, payload, to, connection }) {
      for (const stream of streams) {
        if (!to.includes(stream.window) || (connection !== null && connection !== stream.connection)) continue;
        stream.response.write(`event: ${event}\ndata: ${JSON.stringify(payload)}\n\n`);
      }
    },
    close() {
      clearInterval(ping);
      for (const timer of leaving.values()) clearTimeout(timer);
      for (const { response } of streams) response.end();
    },
  };
}

function ofConnection(streams: ReadonlySet<Stream>, connection: string): Stream[] {
  return [...streams].filter((stream) => stream.connection === connection);
}
