import { Refusal } from '../../shared/errors.ts';
import { createBoardWatch } from './board.ts';
import type { Board, ScreenAt } from './screens.ts';
import type { Stage } from './stage.ts';

/** The camera is on this long before check-in opens, and this long after somebody was seen or touched "check in". Milliseconds. */
export const wakeBeforeMs = 5 * 60_000;
export const awakeForMs = 60_000;
/** A camera or a main that failed is tried again by itself, milliseconds. */
export const retryEveryMs = 4_000;

export interface StayNeeds {
  stage: Stage;
  /** The check-in screen is the kiosk's own first screen: the camera follows the timetable. A visit from another one watches until it ends. */
  home: boolean;
  isCurrent(): boolean;
  /** Watches until the signal. @throws Refusal why it could not; whatever it likes when aborted */
  watch(signal: AbortSignal): Promise<unknown>;
  onBoard(): void;
}

/** One stay on the check-in screen, from the moment it is shown until another screen is. */
export interface Stay {
  readonly home: boolean;
  /** Somebody stands there: a camera that was woken stays awake. */
  seen(): void;
  /** The board may have changed. */
  refresh(): void;
  /** Tries again at once what failed. */
  retry(): void;
  /** Somebody wants to be seen, whatever the timetable says. */
  wake(): void;
}

const nothingSeen: Pick<ScreenAt<'checkin'>, 'faces' | 'challenge' | 'video'> = { faces: [], challenge: null, video: null };

/** Keeps camera and board going for one stay: awake while a class is near, asleep between, trying again after a failure. */
export function createStay({ stage, home, isCurrent, watch, onBoard }: StayNeeds): Stay {
  const { now } = stage.needs;
  const left = stage.screenSignal();
  let wokenAtMs: number | null = null;
  let round = new AbortController();
  let resume: () => void = () => undefined;

  function isNear(board: Board | null): boolean {
    return board !== null && (board.open.length > 0 || (board.next !== null && board.next.opensAtMs - now() <= wakeBeforeMs));
  }
  const isAwake = () => !home || (wokenAtMs !== null && now() - wokenAtMs < awakeForMs) || isNear(stage.at('checkin')?.board ?? null);

  /** Until the time is over, or something makes it worth looking again. */
  const pause = (ms: number | null) => new Promise<void>((resolve) => {
    const timer = ms === null ? undefined : setTimeout(resolve, ms);
    resume = () => { clearTimeout(timer); resolve(); };
  });

  const board = createBoardWatch(stage, isCurrent, (fresh) => {
    stage.patch('checkin', { board: fresh });
    onBoard();
    resume();
    if (!isAwake()) round.abort(new DOMException('no class is near', 'AbortError'));
  });
  left.addEventListener('abort', () => { board.stop(); resume(); }, { once: true });

  async function once(): Promise<void> {
    round = new AbortController();
    try {
      await watch(AbortSignal.any([left, round.signal]));
    } catch (error) {
      const toSleep = round.signal.aborted;
      // Whatever else looked at this camera stops with it.
      round.abort();
      if (!isCurrent() || toSleep) return;
      if (!(error instanceof Refusal)) console.error(error);
      const { code, data } = error instanceof Refusal ? error : new Refusal('INTERNAL');
      stage.closeCamera();
      stage.patch('checkin', { ...nothingSeen, phase: 'trouble', problem: { code, data } });
      await pause(retryEveryMs);
    }
  }

  async function live(): Promise<void> {
    // Until the first board nobody knows whether a class is near.
    if (home) await pause(retryEveryMs);
    while (isCurrent()) {
      if (isAwake()) await once();
      else {
        stage.closeCamera();
        stage.patch('checkin', { ...nothingSeen, phase: 'asleep', problem: null });
        await pause(null);
      }
    }
  }
  void live();

  return {
    home,
    seen: () => { if (wokenAtMs !== null) wokenAtMs = now(); },
    refresh: board.refresh,
    retry: () => resume(),
    wake: () => { wokenAtMs = now(); resume(); },
  };
}
