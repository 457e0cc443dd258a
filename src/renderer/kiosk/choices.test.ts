import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setUp, status } from './kiosk.testkit.ts';

/* What somebody chooses for their eyes and ears lasts as long as they stand there. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const normal = { text: 'normal', contrast: 'normal' } as const;

async function ready(answers: Parameters<typeof setUp>[0] = {}) {
  const kiosk = setUp(answers);
  kiosk.start();
  await settle();
  return kiosk;
}

test('larger text and high contrast reach the page, one without the other', async () => {
  const kiosk = await ready();
  kiosk.actions.setAppearance({ text: 'largest' });
  kiosk.actions.setAppearance({ contrast: 'high' });
  expect(kiosk.appearances.slice(-2)).toEqual([{ text: 'largest', contrast: 'normal' }, { text: 'largest', contrast: 'high' }]);
  expect(kiosk.state().appearance).toEqual({ text: 'largest', contrast: 'high' });
});

test('the kiosk begins as the site wants it, and returns to that when a visit ends', async () => {
  const site = { text: 'large', contrast: 'high' } as const;
  const kiosk = await ready({ 'site.status': () => ({ ...status, appearance: site }) });
  expect(kiosk.appearances.at(-1)).toEqual(site);
  kiosk.actions.askAmount();
  kiosk.actions.setAppearance({ text: 'largest', contrast: 'normal' });
  kiosk.actions.setMuted(true);
  kiosk.actions.setLanguage('en');
  kiosk.actions.home();
  expect(kiosk.state()).toMatchObject({ appearance: site, muted: false, language: 'id' });
  expect(kiosk.appearances.at(-1)).toEqual(site);
});

test('the choice survives the screens of one visit', async () => {
  const kiosk = await ready();
  kiosk.actions.setAppearance({ text: 'large' });
  kiosk.actions.askAmount();
  kiosk.actions.quickAmount(5_000);
  kiosk.actions.payWithPin();
  await settle();
  expect(kiosk.at()).toBe('identifier');
  expect(kiosk.state().appearance.text).toBe('large');
});

test('who chose at the first screen and walked away leaves nothing to the next; touches in between keep it', async () => {
  const kiosk = await ready();
  kiosk.actions.setAppearance({ text: 'largest', contrast: 'high' });
  kiosk.actions.setLanguage('en');
  await vi.advanceTimersByTimeAsync(status.idleAfterMs - 1_000);
  kiosk.actions.stay();
  await vi.advanceTimersByTimeAsync(status.idleAfterMs - 1_000);
  expect(kiosk.state()).toMatchObject({ language: 'en', appearance: { text: 'largest', contrast: 'high' } });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(kiosk.state()).toMatchObject({ language: 'id', appearance: normal, screen: { at: 'attract' } });
});

test('an idle visit is asked first, then everything chosen goes with it', async () => {
  const kiosk = await ready();
  kiosk.actions.setAppearance({ contrast: 'high' });
  kiosk.actions.askAmount();
  await vi.advanceTimersByTimeAsync(status.idleAfterMs);
  expect(kiosk.state()).toMatchObject({ stillThere: true, appearance: { contrast: 'high' } });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(kiosk.state()).toMatchObject({ screen: { at: 'attract' }, appearance: normal });
});

test('a site that changes its mind changes a kiosk nobody chose at, and no other', async () => {
  let appearance: { text: 'normal' | 'large'; contrast: 'normal' } = { ...normal };
  const kiosk = await ready({ 'site.status': () => ({ ...status, appearance }) });
  appearance = { text: 'large', contrast: 'normal' };
  kiosk.emit('site.changed');
  await settle();
  expect(kiosk.state().appearance.text).toBe('large');
  kiosk.actions.setAppearance({ contrast: 'high' });
  appearance = { ...normal };
  kiosk.emit('site.changed');
  await settle();
  expect(kiosk.state().appearance).toEqual({ text: 'large', contrast: 'high' });
});
