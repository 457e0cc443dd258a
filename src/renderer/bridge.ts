import { decode, encode } from '@msgpack/msgpack';
import { z } from 'zod';
import { events, type Bridge, type EventName, type EventPayload, type Input, type Method, type Output } from '../shared/contract.ts';
import { errorCodes, type Result } from '../shared/errors.ts';

/*
 * One bridge for both hosts: Electron's preload puts `window.tatap` there; in the browser host the same three members speak to
 * the loopback server. The cookie that admits this page is HttpOnly, so nothing here holds a secret.
 */

declare global {
  interface Window {
    /** Put there by the preload script; absent in the browser host. */
    readonly tatap?: Bridge;
  }
}

/** What every answer looks like before its own schema is known; the output's shape is vouched for by dispatch. */
const envelope = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.enum(errorCodes), data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) }),
]);

const unreachable = { ok: false, code: 'HOST_UNREACHABLE', data: {} } as const;

/** POSTs one call as MessagePack (frames stay binary). Never throws: a host that does not answer is HOST_UNREACHABLE. */
async function post<M extends Method>(window: Bridge['window'], method: M, input: Input<M>): Promise<Result<Output<M>>> {
  try {
    const response = await fetch(`/${window}/call`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/msgpack' },
      // What is undefined is left out, as the contract's optional fields and Electron's clones have it; MessagePack alone would say null.
      body: encode({ method, input }, { ignoreUndefined: true }),
      cache: 'no-store',
      // The last one is sent while the page is being left.
      keepalive: method === 'windows.beat',
      redirect: 'error',
    });
    const answer = envelope.parse(decode(await response.arrayBuffer()));
    // `value` was validated against the contract's output schema by dispatch in main; parsing it twice would only cost time.
    return answer.ok ? { ok: true, value: answer.value as Output<M> } : answer;
  } catch {
    return unreachable;
  }
}

/** One EventSource for the page, opened with the first listener; the browser reconnects it by itself. */
function listenTo(window: Bridge['window']): Bridge['on'] {
  let source: EventSource | null = null;
  return <E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) => {
    source ??= new EventSource(`/${window}/events`);
    const receive = (message: MessageEvent<string>): void => {
      const payload = events[event].payload.safeParse(JSON.parse(message.data));
      // zod returns the union over all events; the key we looked it up with is the one we were called with.
      if (payload.success) listener(payload.data as EventPayload<E>);
    };
    source.addEventListener(event, receive);
    return () => source?.removeEventListener(event, receive);
  };
}

/** The bridge of a page served by the browser host; which window it is follows from the address. */
export function browserBridge(pathname: string): Bridge {
  const window = pathname.startsWith('/admin/') ? 'admin' : 'kiosk';
  return { window, call: (method, input) => post(window, method, input), on: listenTo(window) };
}

export const bridge: Bridge = window.tatap ?? browserBridge(location.pathname);
