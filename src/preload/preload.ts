import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, EventName, EventPayload } from '../shared/contract.ts';

/*
 * The whole surface a page gets: which window it is, call, on. Runs sandboxed, so it is bundled into one CommonJS file.
 * Channel names and the argument are repeated in src/main/hosts/ipc.ts: preload may import types only.
 */

const windowArgument = '--tatap-window=';
const which = process.argv.find((argument) => argument.startsWith(windowArgument))?.slice(windowArgument.length) === 'admin' ? 'admin' : 'kiosk';

const tatap: Bridge = {
  window: which,
  call: (method, input) => ipcRenderer.invoke('tatap:call', method, input),
  on: <E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) => {
    const receive = (_event: unknown, name: unknown, payload: EventPayload<E>): void => {
      if (name === event) listener(payload);
    };
    ipcRenderer.on('tatap:event', receive);
    return () => { ipcRenderer.removeListener('tatap:event', receive); };
  },
};

contextBridge.exposeInMainWorld('tatap', tatap);
