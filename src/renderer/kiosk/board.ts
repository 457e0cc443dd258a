import type { Board } from './screens.ts';
import type { Stage } from './stage.ts';

/** How often the board is asked for without anything having happened, and at most how often when much happens. Milliseconds. */
export const boardEveryMs = 15_000;
export const boardAtMostEveryMs = 1_000;

/**
 * Keeps the board of the check-in screen fresh until `isCurrent` is false. `refresh` asks soon, however often it is called.
 * A board that does not come changes nothing: the one on screen stays.
 */
export function createBoardWatch(stage: Stage, isCurrent: () => boolean, onBoard: (board: Board) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking = false;
  let again = false;

  function askIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), Math.max(0, ms));
  }

  async function ask(): Promise<void> {
    if (!isCurrent()) return;
    asking = true;
    again = false;
    askedAtMs = stage.needs.now();
    const result = await stage.needs.bridge.call('checkins.board', {});
    asking = false;
    if (!isCurrent()) return;
    if (result.ok) onBoard(result.value);
    askIn(again ? boardAtMostEveryMs : boardEveryMs);
  }

  function refresh(): void {
    if (asking) again = true;
    else askIn(askedAtMs + boardAtMostEveryMs - stage.needs.now());
  }

  void ask();
  return { refresh, stop: () => clearTimeout(timer) };
}
