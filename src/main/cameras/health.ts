import type { CameraState, CameraTrouble } from '../../shared/attendance.ts';
import type { CameraRow } from '../../shared/contractAttendance.ts';

export type CameraHealth = CameraRow['health'];

const fpsOverMs = 10_000;
const gapMs = 1_000;
/** A refused frame is shown as the camera's trouble for this long. */
const troubleForMs = 10_000;
const latenciesKept = 50;

export interface Health {
  read(): CameraHealth;
  /** @returns whether state or trouble is another than before */
  moveTo(state: CameraState, trouble?: CameraTrouble | null, retryAtMs?: number | null): boolean;
  connected(): void;
  /** A picture that may be used. @returns as `moveTo` */
  frame(size: { width: number; height: number }): boolean;
  /** A picture, or what should have been one, that may not. @returns as `moveTo` */
  refused(trouble: CameraTrouble): boolean;
  skipped(): void;
  looked(latencyMs: number): void;
  signal(rssiDbm: number | null): void;
  state(): CameraState;
}

/** Everything that is known of how one camera is doing, since the app started. */
export function createHealth({ now, monotonicMs }: { now(): number; monotonicMs(): number }): Health {
  const health: CameraHealth = {
    state: 'off', trouble: null, fps: 0, width: null, height: null, frames: 0, skipped: 0, refused: 0, gaps: 0, reconnects: 0,
    lastFrameAtMs: null, latencyMs: null, rssiDbm: null, retryAtMs: null,
  };
  /** Frames of each of the last seconds, by second of the monotonic clock. */
  const perSecond = new Map<number, number>();
  const latencies: number[] = [];
  const startedAt = monotonicMs();
  let connections = 0;
  let lastFrameAt: number | null = null;
  let lastRefusal: { at: number; trouble: CameraTrouble } | null = null;

  const changing = (work: () => void): boolean => {
    const { state, trouble } = health;
    work();
    return state !== health.state || trouble !== health.trouble;
  };
  const second = (): number => Math.floor(monotonicMs() / 1_000);
  const forgetOldSeconds = (): void => {
    const oldest = second() - fpsOverMs / 1_000;
    for (const one of perSecond.keys()) if (one <= oldest) perSecond.delete(one);
  };

  return {
    read() {
      forgetOldSeconds();
      const sum = [...perSecond.values()].reduce((total, count) => total + count, 0);
      const overMs = Math.min(fpsOverMs, Math.max(1_000, monotonicMs() - startedAt));
      const sorted = latencies.toSorted((a, b) => a - b);
      return { ...health, fps: Math.round(sum * 10_000 / overMs) / 10, latencyMs: sorted[Math.floor(sorted.length / 2)] ?? null };
    },
    moveTo: (state, trouble, retryAtMs = null) => changing(() => {
      health.state = state;
      if (trouble !== undefined) health.trouble = trouble;
      health.retryAtMs = retryAtMs === null ? null : Math.round(retryAtMs);
      if (state !== 'live') health.rssiDbm = null;
    }),
    connected() {
      connections += 1;
      if (connections > 1) health.reconnects += 1;
    },
    frame: ({ width, height }) => changing(() => {
      const at = monotonicMs();
      if (lastFrameAt !== null && at - lastFrameAt > gapMs) health.gaps += 1;
      lastFrameAt = at;
      health.state = 'live';
      health.trouble = lastRefusal && at - lastRefusal.at <= troubleForMs ? lastRefusal.trouble : null;
      Object.assign(health, { width, height, lastFrameAtMs: now() });
      health.frames += 1;
      if (!perSecond.has(second())) forgetOldSeconds();
      perSecond.set(second(), (perSecond.get(second()) ?? 0) + 1);
    }),
    refused: (trouble) => changing(() => {
      lastRefusal = { at: monotonicMs(), trouble };
      health.refused += 1;
      health.trouble = trouble;
    }),
    skipped: () => void (health.skipped += 1),
    looked(latencyMs) {
      latencies.push(latencyMs);
      if (latencies.length > latenciesKept) latencies.shift();
    },
    signal: (rssiDbm) => void (health.rssiDbm = rssiDbm),
    state: () => health.state,
  };
}
