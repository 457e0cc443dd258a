import { decode, encode } from '@msgpack/msgpack';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { contract } from '../shared/contract.ts';

const fetched = vi.fn<typeof fetch>();

class Source extends EventTarget {
  static opened: Source[] = [];
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    Source.opened.push(this);
  }
}

beforeEach(() => {
  vi.resetModules();
  fetched.mockReset();
  Source.opened = [];
  vi.stubGlobal('window', {});
  vi.stubGlobal('location', { pathname: '/kiosk/' });
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('EventSource', Source);
});
afterEach(() => { vi.unstubAllGlobals(); });

const answerWith = (value: unknown): void => { fetched.mockResolvedValue(new Response(encode(value))); };

test('where the preload put a bridge, that one is used', async () => {
  const tatap = { window: 'admin' };
  vi.stubGlobal('window', { tatap });
  expect((await import('./bridge.ts')).bridge).toBe(tatap);
});

test('in the browser host a call is a MessagePack POST to the window\'s own address, frames as bytes', async () => {
  const { bridge, browserBridge } = await import('./bridge.ts');
  answerWith({ ok: true, value: { chargeId: 'c' } });
  const jpeg = new Uint8Array([0xff, 0xd8]);
  expect(await bridge.call('enrolments.frame', { enrolmentId: 'e', jpeg, hints: null })).toEqual({ ok: true, value: { chargeId: 'c' } });
  const [address, init] = fetched.mock.calls[0] ?? [];
  expect(address).toBe('/kiosk/call');
  expect(init).toMatchObject({ method: 'POST', headers: { 'Content-Type': 'application/msgpack' } });
  // The body is what encode returned: bytes.
  expect(decode(init?.body as Uint8Array)).toEqual({ method: 'enrolments.frame', input: { enrolmentId: 'e', jpeg, hints: null } });
  answerWith({ ok: true, value: {} });
  await browserBridge('/admin/').call('staff.logout', {});
  expect(fetched.mock.calls[1]?.[0]).toBe('/admin/call');
});

test('an optional field that is undefined is left out and does not arrive as null', async () => {
  const { bridge } = await import('./bridge.ts');
  answerWith({ ok: true, value: {} });
  await bridge.call('staff.login', { username: 'siti', password: 'p', code: undefined });
  const body = fetched.mock.calls[0]?.[1]?.body as Uint8Array; // what encode returned
  expect(decode(body)).toEqual({ method: 'staff.login', input: { username: 'siti', password: 'p' } });
  expect(contract['staff.login'].input.safeParse((decode(body) as { input: unknown }).input).success).toBe(true);
});

test('a refusal comes through; no network, no MessagePack and an unknown answer are HOST_UNREACHABLE', async () => {
  const { bridge } = await import('./bridge.ts');
  answerWith({ ok: false, code: 'PIN_LOCKED', data: { minutes: 15 } });
  expect(await bridge.call('site.status', {})).toEqual({ ok: false, code: 'PIN_LOCKED', data: { minutes: 15 } });
  const unreachable = { ok: false, code: 'HOST_UNREACHABLE', data: {} };
  fetched.mockRejectedValue(new TypeError('Failed to fetch'));
  expect(await bridge.call('site.status', {})).toEqual(unreachable);
  fetched.mockResolvedValue(new Response('403\n'));
  expect(await bridge.call('site.status', {})).toEqual(unreachable);
  for (const strange of [null, 7, { ok: 'yes' }, { ok: false, code: 'NO_SUCH_CODE', data: {} }]) {
    answerWith(strange);
    expect(await bridge.call('site.status', {})).toEqual(unreachable);
  }
});

test('one event stream serves all listeners; a payload that is not the contract\'s is dropped; stopping stops', async () => {
  const { bridge } = await import('./bridge.ts');
  const heard: unknown[] = [];
  const stop = bridge.on('ledger.posted', (payload) => heard.push(payload));
  bridge.on('site.changed', () => heard.push('changed'));
  expect(Source.opened.map(({ url }) => url)).toEqual(['/kiosk/events']);
  const push = (event: string, data: unknown) => Source.opened[0]?.dispatchEvent(Object.assign(new Event(event), { data: JSON.stringify(data) }));
  push('ledger.posted', { transferId: '6f1f3f5e-6a52-4c64-9d0e-1d6a3f0b1c2d', kind: 'payment', atMs: 5 });
  push('ledger.posted', { kind: 'gift' });
  push('site.changed', {});
  stop();
  push('ledger.posted', { transferId: '6f1f3f5e-6a52-4c64-9d0e-1d6a3f0b1c2d', kind: 'payment', atMs: 6 });
  expect(heard).toEqual([{ transferId: '6f1f3f5e-6a52-4c64-9d0e-1d6a3f0b1c2d', kind: 'payment', atMs: 5 }, 'changed']);
});
