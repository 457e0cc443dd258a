import type { StoreApi } from 'zustand/vanilla';
import type { Appearance } from '../../shared/appearance.ts';
import type { Language, SiteStatus } from '../../shared/contract.ts';
import type { KioskNeeds, KioskState } from './stage.ts';

/** What the person in front chose for themselves. It goes when they go: the next one meets the kiosk as the site wants it. */
export interface Choices {
  language: Language;
  appearance: Appearance;
  /** The kiosk was told to be silent. */
  muted: boolean;
}

export const plainAppearance: Appearance = { text: 'normal', contrast: 'normal' };

const defaultsOf = (status: SiteStatus | null): Choices => ({ language: status?.language ?? 'id', appearance: status?.appearance ?? plainAppearance, muted: false });
const same = (a: Choices, b: Choices): boolean => a.language === b.language && a.appearance.text === b.appearance.text && a.appearance.contrast === b.appearance.contrast && a.muted === b.muted;

/** @param isResting whether nobody is being served: choices made there have no visit to end with, only time */
export function createChoices(store: StoreApi<KioskState>, needs: Pick<KioskNeeds, 'applyLanguage' | 'applyAppearance'>, isResting: () => boolean) {
  let clock: ReturnType<typeof setTimeout> | undefined;
  const defaults = () => defaultsOf(store.getState().status);

  function apply(choices: Choices): void {
    const { language, appearance, muted } = choices;
    store.setState({ language, appearance, muted });
    needs.applyLanguage(language);
    needs.applyAppearance(appearance);
  }

  function reset(): void {
    clearTimeout(clock);
    apply(defaults());
  }

  return {
    reset,
    change(change: Partial<Choices>): void {
      const { language, appearance, muted } = store.getState();
      apply({ language, appearance, muted, ...change });
    },
    /** Somebody is there: what they chose at a screen where nobody is served stays a while longer. */
    touch(): void {
      clearTimeout(clock);
      if (same(store.getState(), defaults())) return;
      clock = setTimeout(() => { if (isResting()) reset(); }, store.getState().status?.idleAfterMs ?? 30_000);
    },
    /** The site may have changed its mind: who chose nothing follows. @param before the status until now; null: there was none */
    follow(before: SiteStatus | null): void {
      if (before === null || (isResting() && same(store.getState(), defaultsOf(before)) && !same(defaultsOf(before), defaults()))) reset();
    },
  };
}
