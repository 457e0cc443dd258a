import { Refusal } from '../../shared/errors.ts';
import type { Guidance } from '../camera/guidance.ts';
import { kindlyRetried, kindRetries } from './nextSteps.ts';
import { cheerForMs } from './pay.ts';
import type { MeTab, OpenData } from './screens.ts';
import type { Stage } from './stage.ts';

/** A touch tells main that the person is still there, at most this often, milliseconds. */
export const keepOpenEveryMs = 2_000;

const wait = (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms); });

/** One's own data: in by a look (or by number, see `number.ts`), out by itself. Everything seen is inside the screen's value. */
export function createMe(stage: Stage) {
  const { needs, store } = stage;
  let keptAtMs = Number.NEGATIVE_INFINITY;

  const askDoor = () => void stage.show({ at: 'meDoor' });

  async function look(missed = 0): Promise<void> {
    const isCurrent = stage.show({ at: 'meLook', video: null, guidance: null, missed, cheering: false });
    const signal = stage.screenSignal();
    const onProgress = (guidance: Guidance) => {
      if (!isCurrent()) return;
      if (guidance.advice !== 'noFace') stage.touch();
      stage.patch('meLook', { guidance });
    };
    try {
      const camera = await stage.openCamera();
      stage.patch('meLook', { video: camera.video });
      const seen = await camera.look({ onProgress, signal });
      if (isCurrent()) await enter(await stage.call('me.openByFace', seen), isCurrent);
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof Refusal && kindlyRetried.has(error.code) && missed < kindRetries) {
        stage.patch('meLook', { cheering: true, guidance: null });
        await wait(cheerForMs);
        if (isCurrent()) await look(missed + 1);
      } else stage.refuse(error, { flow: 'me' });
    }
  }

  /** Shows the data behind an open door; closes the door again if nobody waits any more. @throws Refusal of `me.overview` */
  async function enter(open: OpenData, isCurrent: () => boolean): Promise<void> {
    if (!isCurrent()) return void needs.bridge.call('me.close', { token: open.token });
    const overview = await stage.call('me.overview', { token: open.token });
    if (!isCurrent()) return void needs.bridge.call('me.close', { token: open.token });
    keptAtMs = needs.now();
    stage.show({ at: 'me', open, overview, tab: firstTab() });
  }

  /** What most people come for at this kiosk. */
  const firstTab = (): MeTab => (store.getState().status?.kioskMode === 'pay' ? 'money' : 'today');

  /** Whoever touches the screen keeps the data open in main, too. */
  async function keepOpen(): Promise<void> {
    const { screen } = store.getState();
    const open = 'open' in screen ? screen.open : 'draft' in screen ? screen.draft.open : null;
    if (!open || needs.now() - keptAtMs < keepOpenEveryMs) return;
    keptAtMs = needs.now();
    const isCurrent = stage.stillHere();
    const result = await needs.bridge.call('me.overview', { token: open.token });
    if (!isCurrent()) return;
    if (result.ok) stage.patch('me', { overview: result.value });
    else if (result.code === 'ME_CLOSED') stage.refuse(new Refusal('ME_CLOSED'), { flow: 'me' });
  }

  function showTab(tab: MeTab): void {
    stage.touch();
    stage.patch('me', { tab });
  }

  function askErase(): void {
    const screen = stage.at('me');
    if (screen?.overview.hasFace) stage.show({ at: 'meErase', open: screen.open, overview: screen.overview, busy: false, problem: null });
  }

  function keepFace(): void {
    const screen = stage.at('meErase');
    if (screen && !screen.busy) stage.show({ at: 'me', open: screen.open, overview: screen.overview, tab: firstTab() });
  }

  async function eraseFace(): Promise<void> {
    const screen = stage.at('meErase');
    if (!screen || screen.busy) return;
    const { token } = screen.open;
    stage.touch();
    const isCurrent = stage.stillHere();
    stage.patch('meErase', { busy: true, problem: null });
    const result = await needs.bridge.call('me.eraseFace', { token });
    if (!isCurrent()) return;
    if (result.ok) {
      void needs.bridge.call('me.close', { token });
      stage.show({ at: 'meErased' });
    } else if (result.code === 'ME_CLOSED') stage.refuse(new Refusal('ME_CLOSED'), { flow: 'me' });
    else stage.patch('meErase', { busy: false, problem: { code: result.code, data: result.data } });
  }

  return { askDoor, look: () => void look(), enter, keepOpen: () => void keepOpen(), showTab, askErase, keepFace, eraseFace: () => void eraseFace() };
}
