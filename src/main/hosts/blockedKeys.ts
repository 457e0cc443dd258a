import type { Input } from 'electron';

/** With Ctrl or Cmd: reload, close, new window, new tab, print, save, open, source, address, find, history, downloads, zoom. */
const withControl = new Set(['r', 'w', 'n', 't', 'p', 's', 'o', 'u', 'l', 'f', 'h', 'j', '+', '-', '=', '_', '0', 'tab', 'f4', 'f5']);
const alone = new Set(['f1', 'f3', 'f5', 'f6', 'f7', 'f10', 'f11', 'browserback', 'browserforward', 'browserhome', 'browserrefresh']);
const withAlt = new Set(['arrowleft', 'arrowright', 'home']);

/** True for a key that would leave, reload, resize or look into the kiosk's page. `devTools`: a checkout keeps its developer tools. */
export function isBlockedKey({ key, control, meta, alt, shift }: Pick<Input, 'key' | 'control' | 'meta' | 'alt' | 'shift'>, devTools: boolean): boolean {
  const name = key.toLowerCase();
  if (name === 'f12' || ((control || meta) && shift && ['i', 'j', 'c'].includes(name))) return !devTools;
  if (control || meta) return withControl.has(name);
  return alt ? withAlt.has(name) : alone.has(name);
}
