import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { KioskState } from './stage.ts';
import type { Kiosk, KioskActions } from './store.ts';

export const KioskContext = createContext<Kiosk | null>(null);

function useKiosk(): Kiosk {
  const kiosk = useContext(KioskContext);
  if (!kiosk) throw new Error('drawn outside KioskContext');
  return kiosk;
}

/** What a screen may do. */
export function useActions(): KioskActions {
  return useKiosk().actions;
}

/** One value of the store; redraws when it changes. */
export function useKioskState<T>(select: (state: KioskState) => T): T {
  return useStore(useKiosk().store, select);
}
