import type { Authorisation, Bridge, Input, Method, Output, SiteStatus } from '../../shared/contract.ts';
import { Refusal, type ErrorCode, type RefusalData } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';
import type { CameraSession } from './camera.ts';
import type { Guidance } from '../camera/guidance.ts';
import type { ScreenAt, ScreenName } from './screens.ts';
import { createKiosk } from './store.ts';

export const status: SiteStatus = {
  version: '0.1.0', setupDone: true, demo: false, kioskId: 'k1', siteName: 'Kantin Melati', zone: 'Asia/Jakarta', language: 'id', nowMs: 0,
  engine: { id: 'onnx', antiSpoofing: true, ready: true, trouble: null },
  payments: { open: true, reason: null },
  limits: { minAmount: 500, maxAmount: 10_000_000, faceOnlyMax: 100_000, quickAmounts: [5_000, 10_000] },
  idleAfterMs: 45_000, confirmWithinMs: 15_000, soundVolume: 0.5, kioskMode: 'pay',
};

type Answers = { [M in Method]?: (input: Input<M>) => Output<M> | Promise<Output<M>> };

/** Deferred by hand: resolves or rejects when the test says so. */
export function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
}

export const authorisation = (change: Partial<Authorisation> = {}): Authorisation => ({
  authorisationId: 'auth-1', chargeId: 'charge-1', amount: rupiah(15_000), maskedName: 'S*** R*****', method: 'face', needsPin: false, expiresAtMs: Number.MAX_SAFE_INTEGER, ...change,
});

export const receipt: Output<'payments.confirm'> = {
  transferId: 't-1', number: '000001', atMs: 0, zone: 'Asia/Jakarta', siteName: 'Kantin Melati', amount: rupiah(15_000), balance: rupiah(35_000), method: 'face', maskedName: 'S*** R*****', qr: '{}',
};

/** A kiosk on a bridge that answers from `answers`, with a camera whose attempts the test finishes. Records every call. */
export function setUp(answers: Answers = {}) {
  const calls: { method: Method; input: unknown }[] = [];
  const played: string[] = [];
  const attempts: ReturnType<typeof deferred<Authorisation>>[] = [];
  const enrolments: ReturnType<typeof deferred<void>>[] = [];
  const guides: ((guidance: Guidance) => void)[] = [];
  const camera = { opened: 0, closed: 0, refuse: null as ErrorCode | null };
  let ids = 0;

  const all: Answers = {
    'site.status': () => status,
    'charges.create': (input) => ({ chargeId: 'charge-1', amount: rupiah(Number(input.amount)), expiresAtMs: Number.MAX_SAFE_INTEGER }),
    'charges.cancel': () => ({}),
    'payments.confirm': () => receipt,
    'pins.authorise': () => authorisation({ method: 'pin' }),
    'enrolments.begin': () => ({ enrolmentId: 'enrol-1', poses: ['front', 'left', 'right'], expiresAtMs: Number.MAX_SAFE_INTEGER }),
    'enrolments.finish': () => ({ personId: 'p-1', name: 'Siti Rahmawati', identifier: '1234' }),
    'enrolments.cancel': () => ({}),
    'windows.openAdmin': () => ({ url: null }),
    ...answers,
  };
  const bridge: Pick<Bridge, 'call' | 'on'> = {
    on: () => () => undefined,
    call: async (method, input) => {
      calls.push({ method, input });
      // Indexed by the very method the input belongs to.
      const answer = all[method] as ((input: unknown) => never) | undefined;
      if (!answer) throw new Error(`no answer for ${method}`);
      try {
        return { ok: true, value: await answer(input) };
      } catch (error) {
        if (error instanceof Refusal) return { ok: false, code: error.code, data: error.data };
        throw error;
      }
    },
  };
  const openSession = (): CameraSession => ({
    // The store only hands the element on to the screen.
    video: {} as HTMLVideoElement,
    cameraId: 'camera-1',
    attempt: ({ onProgress }) => { guides.push(onProgress); const attempt = deferred<Authorisation>(); attempts.push(attempt); return attempt.promise; },
    enrolment: ({ onProgress }) => { guides.push(onProgress); const enrolment = deferred<void>(); enrolments.push(enrolment); return enrolment.promise; },
    cast: null,
    stand: () => undefined,
    close: () => { camera.closed += 1; },
  });
  const kiosk = createKiosk({
    bridge,
    camera: {
      open: async () => {
        if (camera.refuse) throw new Refusal(camera.refuse);
        camera.opened += 1;
        return openSession();
      },
    },
    now: () => Date.now(),
    newId: () => `key-${++ids}`,
    applyLanguage: () => undefined,
    play: (tone) => played.push(tone),
    openWindow: () => undefined,
    print: () => undefined,
  });
  const state = () => kiosk.store.getState();
  return {
    ...kiosk, calls, played, attempts, enrolments, guides, camera, state,
    at: () => state().screen.at,
    /** The screen shown, which must be `name`. */
    screen: <N extends ScreenName>(name: N): ScreenAt<N> => {
      const { screen } = state();
      if (screen.at !== name) throw new Error(`expected ${name}, the kiosk shows ${screen.at}`);
      // Just compared.
      return screen as ScreenAt<N>;
    },
    callsOf: (method: Method) => calls.filter((call) => call.method === method),
  };
}

export const refusing = (code: ErrorCode, data: RefusalData = {}) => () => { throw new Refusal(code, data); };
