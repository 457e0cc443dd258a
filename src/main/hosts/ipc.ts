import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { App } from '../seam.ts';
import type { WindowName } from './admission.ts';
import { isPageOf } from './pageUrl.ts';

/** The two channels between pages and main; src/preload/preload.ts repeats their names. */
export const callChannel = 'tatap:call';
export const eventChannel = 'tatap:event';

/** What the host knows for certain about a web contents; null when it is none of its windows. */
export type Identify = (contents: WebContents) => { window: WindowName; connection: string } | null;

const notAllowed = { ok: false, code: 'NOT_ALLOWED', data: {} } as const;

/** Hands calls from our own pages to the app. Any other sender is refused: unknown window, foreign address, frame inside a page. */
export function answerCalls(app: App, identify: Identify): void {
  ipcMain.handle(callChannel, async (event: IpcMainInvokeEvent, method: unknown, input: unknown) => {
    const known = identify(event.sender);
    const frame = event.senderFrame;
    if (known === null || frame === null || typeof method !== 'string') return notAllowed;
    const topFrame = frame.parent === null && frame.frameTreeNodeId === event.sender.mainFrame.frameTreeNodeId;
    // Dispatch refuses and logs it: a frame inside our page, or our window on somebody else's page.
    return app.call({ ...known, topFrame: topFrame && isPageOf(known.window, frame.url) }, method, input);
  });
}
