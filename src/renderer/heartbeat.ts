import type { Bridge } from '../shared/contract.ts';

/** The host opens a page anew that was silent for six of these. Milliseconds. */
const everyMs = 5_000;

/** Tells the host that this page is alive, and when it is left on purpose. A page whose script hangs tells nothing any more. */
export function startHeartbeat(bridge: Bridge, target: Window): void {
  const beat = (leaving: boolean): void => void bridge.call('windows.beat', { leaving }).catch(() => {});
  beat(false);
  target.setInterval(() => beat(false), everyMs);
  target.addEventListener('pagehide', () => beat(true));
}
