import { Refusal } from '../../shared/errors.ts';
import type { ScreenAt } from './screens.ts';
import type { Stage } from './stage.ts';

/** Shows a screen that asks for a card, and reads cards with the camera for as long as it is shown. */
export async function showForCard(stage: Stage, screen: ScreenAt<'card' | 'enrolCard'>, onCard: (text: string) => void): Promise<void> {
  const isCurrent = stage.show(screen);
  const signal = stage.screenSignal();
  try {
    const camera = await stage.openCamera();
    stage.patch(screen.at, { video: camera.video });
    camera.cards({ onCard, signal });
  } catch (error) {
    // A hand scanner works without a camera: the screen stays and says what is the matter, unless it already says something.
    if (isCurrent() && error instanceof Refusal && screen.problem === null) stage.patch(screen.at, { problem: { code: error.code, data: error.data } });
  }
}
