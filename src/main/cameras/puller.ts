import type { CameraTrouble } from '../../shared/attendance.ts';
import { createBackoff } from './backoff.ts';
import { createHealth, type CameraHealth, type Health } from './health.ts';
import { jpegSize, largestSide } from './jpeg.ts';
import { createMjpegParser, type MjpegFrame, type MjpegParser } from './mjpegParser.ts';
import type { Verifier } from './signature.ts';
import { askStatus, type AskStatus } from './status.ts';
import { openStream, type CameraAddress, type OpenStream } from './stream.ts';

/** Milliseconds. */
export const pullerLimits = {
  connectWithin: 5_000,
  /** A connection that gives no whole picture for this long is ended: a camera that hangs, or sends one byte a second. */
  stallAfter: 5_000,
  /** From here on it is shown as stalled. */
  quietAfter: 2_000,
  /** The ESP32 serves one viewer: the old connection is closed and gone before the next is opened. */
  restBetween: 300,
  askStatusEvery: 10_000,
  /** A viewer who vanished stays the ESP32's one viewer for 3 s: so soon after a picture, "busy" may mean ourselves, and the wait stays short. */
  busyWithUsFor: 8_000,
  busyWait: 1_000,
} as const;

export interface PulledFrame {
  jpeg: Buffer;
  width: number;
  height: number;
  /** Arrival of its last byte: on the monotonic clock, and on the wall. */
  monotonicMs: number;
  atMs: number;
}

export interface PullerNeeds {
  address: CameraAddress;
  /** Null for a camera without a secret: its frames are taken unsigned. */
  verifier: Verifier | null;
  onFrame(frame: PulledFrame): void;
  /** State or trouble is another one. */
  onChange(): void;
  now(): number;
  monotonicMs(): number;
  /** 0..1 */
  random(): number;
  open?: OpenStream;
  ask?: AskStatus;
}

export interface Puller {
  health(): CameraHealth;
  /** What the service adds to its health. */
  readonly counts: Pick<Health, 'skipped' | 'looked'>;
  /** The picture could not be decoded. */
  refuse(trouble: CameraTrouble): void;
  /** Settles when the connection is gone. */
  stop(): Promise<void>;
}

/** Reads one camera's stream, again and again, one connection at a time. */
export function createPuller(needs: PullerNeeds): Puller {
  const { now, monotonicMs, verifier } = needs;
  const health = createHealth(needs);
  const backoff = createBackoff(needs.random);
  let current: Connection | null = null;
  let retry: ReturnType<typeof setTimeout> | null = null;
  let stopped: (() => void) | null = null;

  let lastPictureAt: number | null = null;
  let begun = false;
  /** Who asked for this puller has it in hand before they hear of it. */
  const changed = (is: boolean): void => { if (is && begun) needs.onChange(); };

  function take(frame: MjpegFrame, connection: Connection): void {
    const size = jpegSize(frame.jpeg);
    if (!size || Math.max(size.width, size.height) > largestSide) return changed(health.refused('badPicture'));
    connection.alive();
    const trouble = verifier?.check(frame) ?? null;
    if (trouble) return changed(health.refused(trouble));
    connection.gavePicture();
    lastPictureAt = monotonicMs();
    changed(health.frame(size));
    needs.onFrame({ jpeg: frame.jpeg, ...size, monotonicMs: monotonicMs(), atMs: now() });
  }

  function connect(): void {
    retry = null;
    changed(health.moveTo('connecting'));
    current = createConnection({
      monotonicMs, address: needs.address, open: needs.open ?? openStream, ask: needs.ask ?? askStatus,
      onOpened: () => health.connected(),
      onFrame: take,
      onRefused: (trouble) => changed(health.refused(trouble)),
      onQuiet: () => changed(health.moveTo('stalled')),
      onStatus: (rssiDbm) => health.signal(rssiDbm),
      isLive: () => health.state() === 'live',
      onClosed(trouble, picturesForMs) {
        current = null;
        if (stopped) return stopped();
        const step = backoff.next(picturesForMs);
        const busyWithUs = trouble === 'busy' && lastPictureAt !== null && monotonicMs() - lastPictureAt < pullerLimits.busyWithUsFor;
        const waitMs = Math.max(pullerLimits.restBetween, busyWithUs ? Math.min(step, pullerLimits.busyWait) : step);
        changed(health.moveTo('waiting', trouble, now() + waitMs));
        retry = setTimeout(connect, waitMs);
      },
    });
  }

  connect();
  begun = true;
  return {
    health: health.read,
    counts: health,
    refuse: (trouble) => changed(health.refused(trouble)),
    stop() {
      if (retry) clearTimeout(retry);
      retry = null;
      return new Promise((gone) => {
        stopped = gone;
        if (current) current.close();
        else gone();
      });
    },
  };
}

interface ConnectionNeeds {
  address: CameraAddress;
  open: OpenStream;
  ask: AskStatus;
  monotonicMs(): number;
  onOpened(): void;
  onFrame(frame: MjpegFrame, connection: Connection): void;
  onRefused(trouble: CameraTrouble): void;
  onQuiet(): void;
  onStatus(rssiDbm: number | null): void;
  isLive(): boolean;
  /** `picturesForMs`: from its first good picture to its last; null when it gave none. */
  onClosed(trouble: CameraTrouble, picturesForMs: number | null): void;
}

interface Connection {
  /** A whole picture came, used or not. */
  alive(): void;
  gavePicture(): void;
  close(): void;
}

/** One connection from its opening to its end, watched over twice a second. */
function createConnection(needs: ConnectionNeeds): Connection {
  const { monotonicMs } = needs;
  const asking = new AbortController();
  const openedAt = monotonicMs();
  let parser: MjpegParser | null = null;
  let streamedAt = openedAt;
  let aliveAt = openedAt;
  let pictures: { first: number; last: number } | null = null;
  let trouble: CameraTrouble | null = null;
  let nextAskAt = openedAt + 1_000;
  let closed = false;

  const watch = setInterval(() => {
    const at = monotonicMs();
    const quietFor = at - (pictures?.last ?? streamedAt);
    if (parser === null) {
      if (at - openedAt >= pullerLimits.connectWithin) end('unreachable');
    } else if (at - aliveAt >= pullerLimits.stallAfter) end('stalled');
    else if (quietFor >= pullerLimits.quietAfter) needs.onQuiet();
    if (needs.isLive() && at >= nextAskAt) askForStatus(at);
  }, 500);

  function askForStatus(at: number): void {
    nextAskAt = at + pullerLimits.askStatusEvery;
    void needs.ask(needs.address, asking.signal).then((status) => {
      if (closed) return;
      needs.onStatus(status?.rssiDbm ?? null);
      // Who does not answer is asked seldom: it may be a server with room for one.
      if (!status) nextAskAt = monotonicMs() + 6 * pullerLimits.askStatusEvery;
    });
  }

  function end(why: CameraTrouble): void {
    trouble ??= why;
    stream.close();
  }

  const connection: Connection = {
    alive: () => void (aliveAt = monotonicMs()),
    gavePicture: () => void (pictures = { first: pictures?.first ?? monotonicMs(), last: monotonicMs() }),
    close: () => stream.close(),
  };
  const stream = needs.open(needs.address, {
    opened(boundary) {
      streamedAt = aliveAt = monotonicMs();
      needs.onOpened();
      parser = createMjpegParser({ boundary, onFrame: (frame) => needs.onFrame(frame, connection), onRefused: needs.onRefused });
    },
    bytes: (chunk) => parser?.push(chunk),
    closed(why) {
      if (closed) return;
      if (why !== null) parser?.end();
      closed = true;
      clearInterval(watch);
      asking.abort();
      needs.onClosed(trouble ?? why ?? 'ended', pictures && pictures.last - pictures.first);
    },
  });
  return connection;
}
