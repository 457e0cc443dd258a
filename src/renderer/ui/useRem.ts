import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-text'] });
  return () => observer.disconnect();
}

/** Pixels of one rem: the chosen text size changes it. For what must be reckoned in script. */
export const useRem = (): number => useSyncExternalStore(subscribe, () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
