/* What Chromium would do with a key or a gesture and a kiosk must not. Electron's window blocks the same keys before the page sees them. */

const withControl = new Set(['r', 'w', 'n', 't', 'p', 's', 'o', 'u', 'l', 'f', 'h', 'j', '+', '-', '=', '_', '0']);
const alone = new Set(['F1', 'F3', 'F5', 'F6', 'F7', 'F10', 'F11', 'BrowserBack', 'BrowserForward', 'BrowserHome', 'BrowserRefresh']);
const withAlt = new Set(['ArrowLeft', 'ArrowRight', 'Home']);

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** True for a key that would reload, leave, print, save or zoom the page. */
export function leavesPage({ key, ctrlKey, metaKey, altKey }: Key): boolean {
  if (ctrlKey || metaKey) return withControl.has(key.toLowerCase()) || alone.has(key);
  return altKey ? withAlt.has(key) : alone.has(key);
}

/** No context menu, nothing to drag or drop, no zoom by two fingers or wheel, none of the keys above. */
export function guardPage(target: Window): void {
  const stop = (event: Event): void => event.preventDefault();
  for (const type of ['contextmenu', 'dragstart', 'dragover', 'drop', 'gesturestart']) target.addEventListener(type, stop);
  target.addEventListener('wheel', (event) => { if (event.ctrlKey) event.preventDefault(); }, { passive: false });
  target.addEventListener('touchmove', (event) => { if (event.touches.length > 1) event.preventDefault(); }, { passive: false });
  target.addEventListener('keydown', (event) => { if (leavesPage(event)) event.preventDefault(); }, { capture: true });
}
