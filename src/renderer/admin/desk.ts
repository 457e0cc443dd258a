import { createContext, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { AdminState, AdminStore } from './store.ts';

export const DeskContext = createContext<AdminStore | null>(null);

/** A part of the store, drawn again when that part changes. */
export function useDesk<T>(part: (state: AdminState) => T): T {
  const store = useContext(DeskContext);
  if (!store) throw new Error('useDesk is used outside the admin window');
  return useStore(store, part);
}

/** The clock for words like "5 minutes ago"; moves twice a minute. */
export function useNowMs(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

/** Runs when `/` is pressed outside a field: every list's way to its search. */
export function useSlash(go: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, select, textarea, dialog') !== null;
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      go();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
