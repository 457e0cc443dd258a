import type { Appearance } from '../../shared/appearance.ts';
import type { Authorisation, Bridge, EventName, Input, Method, Output, SiteStatus } from '../../shared/contract.ts';
import { Refusal, type ErrorCode, type RefusalData } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';
import type { Look } from '../camera/attempt.ts';
import type { CheckinAnswer } from '../camera/checkin.ts';
import type { Greeting } from '../../shared/contractAttendance.ts';
import type { CameraSession } from './camera.ts';
import type { Guidance } from '../camera/guidance.ts';
import type { Board, Overview, ScreenAt, ScreenName } from './screens.ts';
import { createKiosk } from './store.ts';

export const status: SiteStatus = {
  version: '0.1.0', setupDone: true, demo: false, kioskId: 'k1', siteName: 'Kantin Melati', zone: 'Asia/Jakarta', language: 'id', nowMs: 0,
  engine: { id: 'onnx', antiSpoofing: true, ready: true, trouble: null },
  payments: { open: true, reason: null },
  limits: { minAmount: 500, maxAmount: 10_000_000, faceOnlyMax: 100_000, quickAmounts: [5_000, 10_000] },
  idleAfterMs: 45_000, confirmWithinMs: 15_000, soundVolume: 0.5, appearance: { text: 'normal', contrast: 'normal' }, spokenPrompts: false, kioskMode: 'pay',
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

/** A class that is open, one that is next, and nobody there yet. */
export const board = (change: Partial<Board> = {}): Board => ({
  roomName: '7A', open: [{ courseName: 'Matematika 7A', roomName: '7A', startsAtMs: 0, lateAtMs: 1, closesAtMs: 2, endsAtMs: 3, members: 32, here: 4 }], next: null, latest: [], ...change,
});

let greetings = 0;
export const greeting = (change: Partial<Greeting> = {}): Greeting => ({
  greetingId: ++greetings, outcome: 'marked', firstName: 'Andi', status: 'present', courseName: 'Matematika 7A', roomName: '7A', markedAtMs: 0, opensAtMs: null, ...change,
});

export const overview: Overview = {
  name: 'Siti Rahmawati', identifier: '1234', balance: rupiah(35_000), hasFace: true, createdAtMs: 0, transactions: [], today: [], marks: [], courses: [],
  counts: { present: 0, late: 0, excused: 0, sick: 0, absent: 0 }, rate: null,
};

/** What main answers to a frame. */
export const answer = (change: Partial<CheckinAnswer> = {}): CheckinAnswer => ({ faces: [], greetings: [], challenge: null, advice: 'ok', ...change });

/** The check-in camera as a test holds it: what main answers, what cards are held up, how it ends. */
interface Watch {
  answer(change: Partial<CheckinAnswer>): void;
  fail(error: Error): void;
  signal: AbortSignal;
}

/** A kiosk on a bridge that answers from `answers`, with a camera whose attempts the test finishes. Records every call. */
export function setUp(answers: Answers = {}) {
  const calls: { method: Method; input: unknown }[] = [];
  const played: string[] = [];
  const appearances: Appearance[] = [];
  const attempts: ReturnType<typeof deferred<Authorisation>>[] = [];
  const enrolments: ReturnType<typeof deferred<void>>[] = [];
  const looks: ReturnType<typeof deferred<Look>>[] = [];
  const watches: Watch[] = [];
  const cards: ((text: string) => void)[] = [];
  const ears: { event: EventName; listener: () => void }[] = [];
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
    'enrolments.beginFor': () => ({ enrolmentId: 'enrol-1', poses: ['front', 'left', 'right'], expiresAtMs: Number.MAX_SAFE_INTEGER, name: 'Siti Rahmawati', identifier: '1234', needsPin: false }),
    'enrolments.finish': () => ({ personId: 'p-1', name: 'Siti Rahmawati', identifier: '1234' }),
    'enrolments.cancel': () => ({}),
    'windows.openAdmin': () => ({ url: null }),
    'checkins.board': () => board(),
    'checkins.byNumber': () => greeting(),
    'checkins.byCard': () => greeting(),
    'me.openByFace': () => ({ token: 'token-1', idleAfterMs: 60_000 }),
    'me.openByPin': () => ({ token: 'token-1', idleAfterMs: 60_000 }),
    'me.overview': () => overview,
    'me.eraseFace': () => ({ templates: 3 }),
    'me.close': () => ({}),
    ...answers,
  };
  const bridge: Pick<Bridge, 'call' | 'on'> = {
    on: (event, listener) => {
      // Every event these tests tell of carries nothing the kiosk reads.
      ears.push({ event, listener: listener as () => void });
      return () => undefined;
    },
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
    look: ({ onProgress }) => { guides.push(onProgress); const look = deferred<Look>(); looks.push(look); return look.promise; },
    checkin: ({ onAnswer, signal }) => {
      const watch = deferred<never>();
      watches.push({ answer: (change) => onAnswer(answer(change)), fail: watch.reject, signal });
      signal.addEventListener('abort', () => watch.reject(new DOMException('left', 'AbortError')));
      return watch.promise;
    },
    cards: ({ onCard }) => { cards.push(onCard); },
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
    applyAppearance: (appearance) => appearances.push(appearance),
    play: (tone) => played.push(tone),
    openWindow: () => undefined,
    print: () => undefined,
  });
  const state = () => kiosk.store.getState();
  return {
    ...kiosk, calls, played, appearances, attempts, enrolments, looks, watches, cards, guides, camera, state,
    /** Main tells everybody. */
    emit: (event: EventName) => { for (const ear of ears) if (ear.event === event) ear.listener(); },
    /** The newest watch. */
    watch: (): Watch => {
      const watch = watches.at(-1);
      if (!watch) throw new Error('nobody watches the camera');
      return watch;
    },
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
