import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ChallengeStep, EnrolPose, FrameAdvice } from '../src/shared/challenges.ts';
import type { CheckinOutcome, MarkStatus } from '../src/shared/attendance.ts';
import { contrasts, textSizes } from '../src/shared/appearance.ts';
import type { Authorisation, Output, Receipt, SiteStatus } from '../src/shared/contract.ts';
import type { Greeting } from '../src/shared/contractAttendance.ts';
import { Refusal, type ErrorCode, type RefusalData } from '../src/shared/errors.ts';
import { rupiah } from '../src/shared/money.ts';
import { axeFindings } from './axe.ts';
import { buildKiosk, createProjector, launchKiosk, never, type Answers, type KioskPage, type Look, type Projector } from './fake-bridge.ts';

/*
 * Draws every screen of the kiosk into `screenshots/kiosk` (git ignores it): three sizes, both languages, longest names, largest
 * amounts, empty and error states. Exits 1 on a serious axe finding, on anything in the console, on text or a button cut off, and on
 * a target under 64 px. `node e2e/screens.ts [--look=1080x1920-en] [--mode=largest-high] [scene ...]`: one look only, in one mode of text
 * and contrast, and only scenes beginning with these names.
 */

const out = resolve(import.meta.dirname, '../screenshots/kiosk');
const longName = 'Muhammad Abdurrahman Wahid al-Banjari';
const longMasked = 'M******* A*********** W**** a*-B******';
const largest = 10_000_000;
const far = Date.now() + 3_600_000;
const ids = { charge: '3f0e2f1c-6a44-4f0e-9a55-0c9b9f0f3a01', attempt: '3f0e2f1c-6a44-4f0e-9a55-0c9b9f0f3a02', authorisation: '3f0e2f1c-6a44-4f0e-9a55-0c9b9f0f3a03', transfer: '3f0e2f1c-6a44-4f0e-9a55-0c9b9f0f3a04', enrolment: '3f0e2f1c-6a44-4f0e-9a55-0c9b9f0f3a05' };

const status: SiteStatus = {
  version: '0.1.0', setupDone: true, demo: false, kioskId: 'kiosk-1', siteName: 'Kantin Melati', zone: 'Asia/Jakarta', language: 'id', nowMs: Date.now(),
  engine: { id: 'onnx', antiSpoofing: true, ready: true, trouble: null },
  payments: { open: true, reason: null },
  limits: { minAmount: 500, maxAmount: largest, faceOnlyMax: 100_000, quickAmounts: [5_000, 10_000, 15_000, 20_000, 50_000] },
  idleAfterMs: 45_000, confirmWithinMs: 15_000, soundVolume: 0, appearance: { text: 'normal', contrast: 'normal' }, spokenPrompts: false, kioskMode: 'pay',
};
const site = (change: Partial<SiteStatus>): Answers => ({ 'site.status': () => ({ ...status, ...change }) });
const refuse = (code: ErrorCode, data: RefusalData = {}) => () => { throw new Refusal(code, data); };

const authorise = (change: Partial<Authorisation> = {}): Authorisation => ({
  authorisationId: ids.authorisation, chargeId: ids.charge, amount: rupiah(15_000), maskedName: 'S*** R*********', method: 'face', needsPin: false, expiresAtMs: far, ...change,
});
const receiptOf = (change: Partial<Receipt> = {}): Receipt => ({
  transferId: ids.transfer, number: '000123', atMs: Date.UTC(2026, 10, 21, 1, 13), zone: 'Asia/Jakarta', siteName: 'Kantin Melati', amount: rupiah(15_000), balance: rupiah(35_000), method: 'face',
  maskedName: 'S*** R*********', qr: JSON.stringify({ v: 1, n: '000123', a: 15_000, t: 1_795_223_580, k: 'a1b2c3d4', s: 'MEUCIQDf8zZ0'.repeat(7) }), ...change,
});

const guiding = (step: ChallengeStep | null, stepIndex: number, progress: number, advice: FrameAdvice) => ({ state: 'guiding' as const, step, stepIndex, stepCount: 3, progress, advice });
const posing = (pose: EnrolPose | null, poseIndex: number, progress: number, advice: FrameAdvice) => ({ pose, poseIndex, poseCount: 3, progress, advice, done: false });

const base: Answers = {
  ...site({}),
  'windows.openAdmin': () => ({ url: null }),
  'charges.create': ({ amount }) => ({ chargeId: ids.charge, amount: rupiah(Number(amount)), expiresAtMs: far }),
  'charges.cancel': () => ({}),
  'attempts.begin': () => ({ attemptId: ids.attempt, nonce: 'n', expiresAtMs: far, progress: guiding('blinkTwice', 0, 0, 'ok') }),
  'attempts.frame': () => ({ ...guiding(null, 3, 1, 'ok'), state: 'ready' as const }),
  'attempts.submit': () => authorise(),
  'pins.authorise': () => authorise({ method: 'pin' }),
  'payments.confirm': () => receiptOf(),
  'enrolments.begin': () => ({ enrolmentId: ids.enrolment, poses: ['front', 'left', 'right'], expiresAtMs: far }),
  'enrolments.beginFor': () => ({ enrolmentId: ids.enrolment, poses: ['front', 'left', 'right'], expiresAtMs: far, name: longName, identifier: '2026.0417.0093', needsPin: true }),
  'enrolments.frame': () => ({ ...posing(null, 3, 1, 'ok'), done: true }),
  'enrolments.finish': () => ({ personId: ids.transfer, name: longName, identifier: '2026.0417.0093' }),
  'enrolments.cancel': () => ({}),
};

/** A look held at one moment. */
const holding = (step: ChallengeStep, stepIndex: number, progress: number, advice: FrameAdvice): Answers => ({
  'attempts.begin': () => ({ attemptId: ids.attempt, nonce: 'n', expiresAtMs: far, progress: guiding(step, stepIndex, progress, advice) }),
  'attempts.frame': () => guiding(step, stepIndex, progress, advice),
});
const posed = (pose: EnrolPose, poseIndex: number, progress: number, advice: FrameAdvice): Answers => ({ 'enrolments.frame': () => posing(pose, poseIndex, progress, advice) });

const typed = async (kiosk: KioskPage, keys: string) => { for (const key of keys) await kiosk.page.locator(`[data-key="${key}"]`).click(); };
const amount = async (kiosk: KioskPage, digits = '15000') => { await kiosk.press('pay'); await typed(kiosk, digits); };
const look = async (kiosk: KioskPage) => { await amount(kiosk); await kiosk.press('pay-with-face'); await kiosk.at('look'); };
const guided = async (kiosk: KioskPage) => { await look(kiosk); await kiosk.page.locator('[data-advice]').waitFor({ timeout: 30_000 }); await kiosk.page.waitForTimeout(900); };
const confirm = async (kiosk: KioskPage, digits = '15000') => { await amount(kiosk, digits); await kiosk.press('pay-with-face'); await kiosk.page.locator('[data-screen="confirm"]').waitFor({ timeout: 30_000 }); };
const identifier = async (kiosk: KioskPage) => { await amount(kiosk); await kiosk.press('pay-with-pin'); await kiosk.page.locator('[data-field]').fill('081234567890'); };
const pin = async (kiosk: KioskPage, digits: string) => { await identifier(kiosk); await kiosk.press('next'); await kiosk.at('pin'); await typed(kiosk, digits); };
const details = async (kiosk: KioskPage) => {
  await kiosk.press('enrol');
  await kiosk.press('accept');
  await kiosk.page.locator('[data-field]').fill(longName);
  await kiosk.press('next');
  await kiosk.at('newIdentifier');
  await kiosk.page.locator('[data-field]').fill('2026.0417.0093');
};
const capture = async (kiosk: KioskPage) => { await details(kiosk); await kiosk.press('next'); await kiosk.page.locator('[data-advice]').waitFor({ timeout: 30_000 }); await kiosk.page.waitForTimeout(900); };
/** A hand scanner: the card's text and Enter. */
const scan = async (kiosk: KioskPage) => { await kiosk.page.keyboard.type('TATAP1.7f3k2m9x.1.c0ffee'); await kiosk.page.keyboard.press('Enter'); };
const cardAtConsent = async (kiosk: KioskPage) => { await kiosk.press('enrol'); await kiosk.at('consent'); await scan(kiosk); await kiosk.page.locator('[data-card-read="true"]').waitFor(); };
const choosePin = async (kiosk: KioskPage) => { await details(kiosk); await kiosk.press('next'); await kiosk.page.locator('[data-screen="choosePin"]').waitFor({ timeout: 30_000 }); };
const refused = async (kiosk: KioskPage) => { await kiosk.page.locator('[data-screen="refused"]').waitFor({ timeout: 30_000 }); };

/** 07:12 at the site on a school day. */
const morning = Date.UTC(2026, 10, 23, 0, 12);
const openClass = { courseName: 'Matematika 7A', roomName: 'Ruang 7A', startsAtMs: morning, lateAtMs: far, closesAtMs: far + 3_600_000, endsAtMs: far + 7_200_000, members: 32, here: 18 };
const longCourse = 'Pendidikan Pancasila dan Kewarganegaraan kelas 7 A';
const firstNames = ['Andi', 'Bunga', 'Citra', 'Muhammad', 'Eka', 'Fajar', 'Gita', 'Hasan'];
const boardOf = (change: Partial<Output<'checkins.board'>> = {}): Output<'checkins.board'> => ({
  roomName: 'Ruang 7A', open: [openClass], next: null, latest: firstNames.map((firstName, index) => ({ firstName, status: index === 2 ? 'late' : 'present', atMs: morning - index * 40_000 })), ...change,
});
const greet = (greetingId: number, outcome: CheckinOutcome, firstName: string | null, status: MarkStatus | null = null, change: Partial<Greeting> = {}): Greeting => ({
  greetingId, outcome, firstName, status, courseName: 'Matematika 7A', roomName: 'Ruang 7A', markedAtMs: status ? morning : null, opensAtMs: outcome === 'tooEarly' ? morning - 1_620_000 : null, ...change,
});
type Seen = Output<'checkins.frame'>;
const faceAt = (trackId: number, x: number, state: Seen['faces'][number]['state'] = 'done', width = 0.2): Seen['faces'][number] => ({ trackId, box: { x, y: 0.3, width, height: width * 1.6 }, state });
/** The walk-up screen with a picture that stands still: these faces, these greetings, this challenge. */
const seeing = (seen: Partial<Seen>, board = boardOf(), change: Partial<SiteStatus> = {}): Answers => ({
  ...site({ kioskMode: 'attendance', siteName: 'SMP Negeri 4', ...change }),
  'checkins.board': () => board,
  'checkins.begin': () => ({ watchId: ids.attempt }),
  'checkins.frame': () => ({ faces: [], greetings: [], challenge: null, advice: 'ok', ...seen }),
  'checkins.end': () => ({}),
});
const watched = async (kiosk: KioskPage) => { await kiosk.page.locator('[data-phase="watching"]').waitFor({ timeout: 30_000 }); await kiosk.page.waitForTimeout(1_200); };
const greeted = async (kiosk: KioskPage) => { await kiosk.page.locator('[data-greeting]').first().waitFor({ timeout: 30_000 }); await kiosk.page.waitForTimeout(700); };
const troubled = async (kiosk: KioskPage) => { await kiosk.page.locator('[data-phase="trouble"]').waitFor({ timeout: 30_000 }); };
const checkinBy = (outcome: CheckinOutcome, firstName: string | null, status: MarkStatus | null = null): Scene => ({
  name: `checkin-${outcome}`, first: 'checkin', answers: seeing({ faces: [faceAt(1, 0.4, 'refused', 0.24)], greetings: [greet(1, outcome, firstName, status)] }), act: greeted,
});
const checkinNumber = async (kiosk: KioskPage) => { await kiosk.press('number-or-card'); await kiosk.at('number'); await kiosk.page.locator('[data-field]').fill('2026.0417.0093'); };

const term = { present: 61, late: 7, excused: 2, sick: 3, absent: 1 };
const subjects = ['Matematika', 'Bahasa Indonesia', 'IPA', 'IPS', 'Bahasa Inggris', longCourse, 'Seni Budaya', 'PJOK', 'Prakarya', 'Informatika', 'Bahasa Jawa'];
const overviewOf = (change: Partial<Output<'me.overview'>> = {}): Output<'me.overview'> => ({
  name: longName, identifier: '2026.0417.0093', balance: rupiah(489_990_000), hasFace: true, createdAtMs: morning,
  transactions: Array.from({ length: 10 }, (_, index) => ({ kind: index % 4 === 3 ? 'topup' : 'payment', amount: rupiah(index % 4 === 3 ? largest : 15_000 + index * 500), atMs: morning - index * 86_400_000, method: 'face' })),
  today: subjects.slice(0, 6).map((courseName, index) => ({ courseName, roomName: 'Ruang 7A', startsAtMs: morning + index * 3_600_000, endsAtMs: morning + index * 3_600_000 + 2_700_000, status: index === 0 ? 'present' : index === 1 ? 'late' : null, state: index === 3 ? 'cancelled' : 'planned' })),
  counts: term, rate: 68 / 74,
  courses: subjects.map((name, index) => ({ ...term, code: `M-${index}`, name, rate: index === 10 ? null : 1 - index * 0.07 })),
  marks: Array.from({ length: 20 }, (_, index) => ({ courseName: subjects[index % subjects.length] ?? '', startsAtMs: morning - index * 43_200_000, status: (['present', 'late', 'excused', 'sick', 'absent'] as const)[index % 5] ?? 'present' })),
  ...change,
});
const nothingYet = overviewOf({ name: 'Siti Rahmawati', identifier: '1234', balance: rupiah(0), hasFace: false, transactions: [], today: [], courses: [], marks: [], counts: { present: 0, late: 0, excused: 0, sick: 0, absent: 0 }, rate: null });
const both = (overview = overviewOf()): Answers => ({ ...site({ kioskMode: 'both' }), 'me.openByPin': () => ({ token: 'token', idleAfterMs: 60_000 }), 'me.overview': () => overview, 'me.eraseFace': () => ({ templates: 3 }), 'me.close': () => ({}) });
const meNumber = async (kiosk: KioskPage) => { await kiosk.press('my-data'); await kiosk.press('me-by-number'); await kiosk.page.locator('[data-field]').fill('1234'); await kiosk.press('next'); await kiosk.at('numberPin'); await typed(kiosk, '528491'); await kiosk.press('submit-pin'); };
const me = async (kiosk: KioskPage) => { await meNumber(kiosk); await kiosk.at('me'); };

interface Scene { name: string; answers?: Answers; camera?: false; /** The screen it begins with; `attract` unless said. */ first?: string; act?(kiosk: KioskPage): Promise<unknown> }

const refusedBy = (code: ErrorCode, data: RefusalData = {}): Scene => ({
  name: `refused-${code}`, answers: { 'attempts.submit': refuse(code, data) }, act: async (kiosk) => { await amount(kiosk); await kiosk.press('pay-with-face'); await refused(kiosk); },
});

const scenes: Scene[] = [
  { name: 'starting', answers: { 'site.status': () => never() } },
  { name: 'unreachable', answers: { 'site.status': refuse('HOST_UNREACHABLE') } },
  { name: 'setup', answers: site({ setupDone: false, siteName: '' }) },
  { name: 'closed', answers: site({ payments: { open: false, reason: 'LEDGER_BROKEN' } }) },
  { name: 'attract' },
  { name: 'attract-demo', answers: site({ demo: true, siteName: 'Kantin Sekolah Menengah Pertama Negeri 4 Banjarmasin' }) },
  { name: 'appearance', act: (kiosk) => kiosk.press('appearance') },
  { name: 'appearance-demo', answers: site({ demo: true }), act: async (kiosk) => { await amount(kiosk); await kiosk.press('appearance'); } },
  { name: 'amount-empty', act: (kiosk) => kiosk.press('pay') },
  { name: 'amount-typed', act: (kiosk) => amount(kiosk) },
  { name: 'amount-largest', answers: site({ demo: true }), act: (kiosk) => amount(kiosk, String(largest)) },
  { name: 'amount-too-large', act: (kiosk) => amount(kiosk, '999999999') },
  { name: 'amount-no-anti-spoofing', answers: site({ engine: { id: 'faceapi', antiSpoofing: false, ready: true, trouble: 'ENGINE_UNAVAILABLE' }, limits: { ...status.limits, faceOnlyMax: 20_000 } }), act: (kiosk) => amount(kiosk) },
  { name: 'look-opening', answers: { 'attempts.begin': () => never() }, act: async (kiosk) => { await look(kiosk); await kiosk.page.waitForTimeout(700); } },
  { name: 'look-blink', answers: holding('blinkTwice', 0, 0.5, 'ok'), act: guided },
  { name: 'look-left', answers: holding('turnLeft', 1, 0.7, 'turnMore'), act: guided },
  { name: 'look-right', answers: holding('turnRight', 1, 0.2, 'brighter'), act: guided },
  { name: 'look-smile', answers: holding('smile', 2, 0.6, 'closer'), act: guided },
  { name: 'look-silhouette', answers: holding('turnLeft', 2, 0.4, 'ok'), act: async (kiosk) => { await guided(kiosk); await kiosk.press('silhouette'); } },
  { name: 'look-demo', answers: { ...site({ demo: true }), ...holding('turnLeft', 1, 0.4, 'ok') }, act: guided },
  { name: 'look-cheer', answers: { 'attempts.submit': refuse('CHALLENGE_FAILED') }, act: async (kiosk) => { await look(kiosk); await kiosk.page.locator('[data-cheering="true"]').waitFor({ timeout: 30_000 }); } },
  { name: 'look-finishing', answers: { 'attempts.submit': () => never() }, act: async (kiosk) => { await look(kiosk); await kiosk.page.locator('[data-tone="done"]').waitFor({ timeout: 30_000 }); } },
  { name: 'confirm', act: (kiosk) => confirm(kiosk) },
  { name: 'confirm-longest', answers: { 'attempts.submit': () => authorise({ maskedName: longMasked, amount: rupiah(largest), needsPin: true }) }, act: (kiosk) => confirm(kiosk, String(largest)) },
  { name: 'confirm-sending', answers: { 'payments.confirm': () => never() }, act: async (kiosk) => { await confirm(kiosk); await kiosk.press('confirm'); } },
  { name: 'confirm-uncertain', answers: { 'payments.confirm': refuse('HOST_UNREACHABLE') }, act: async (kiosk) => { await confirm(kiosk); await kiosk.press('confirm'); await kiosk.page.waitForTimeout(300); } },
  {
    name: 'step-up', answers: { 'attempts.submit': () => authorise({ maskedName: longMasked, amount: rupiah(largest), needsPin: true }) },
    act: async (kiosk) => { await confirm(kiosk, String(largest)); await kiosk.press('confirm'); await kiosk.at('stepUp'); await typed(kiosk, '123'); },
  },
  { name: 'identifier', act: identifier },
  { name: 'pin', act: (kiosk) => pin(kiosk, '1937') },
  { name: 'pin-wrong', answers: { 'pins.authorise': refuse('PIN_WRONG', { left: 2 }) }, act: async (kiosk) => { await pin(kiosk, '111111'); await kiosk.press('submit-pin'); await kiosk.page.locator('[data-screen="pin"] [role="status"]').waitFor(); } },
  { name: 'pin-locked', answers: { 'pins.authorise': refuse('PIN_LOCKED', { minutes: 15 }) }, act: async (kiosk) => { await pin(kiosk, '111111'); await kiosk.press('submit-pin'); await refused(kiosk); } },
  { name: 'paid', act: async (kiosk) => { await confirm(kiosk); await kiosk.press('confirm'); await kiosk.at('paid'); await kiosk.page.waitForTimeout(700); } },
  {
    name: 'paid-largest', answers: { ...site({ demo: true }), 'payments.confirm': () => receiptOf({ amount: rupiah(largest), balance: rupiah(489_990_000), maskedName: longMasked, method: 'face+pin' }) },
    act: async (kiosk) => { await confirm(kiosk); await kiosk.press('confirm'); await kiosk.at('paid'); await kiosk.page.waitForTimeout(700); },
  },
  { name: 'no-camera', camera: false, act: async (kiosk) => { await amount(kiosk); await kiosk.press('pay-with-face'); await refused(kiosk); } },
  refusedBy('FACE_UNKNOWN'), refusedBy('FACE_AMBIGUOUS'), refusedBy('NOT_LIVE'), refusedBy('MORE_THAN_ONE_FACE'), refusedBy('ENGINE_UNAVAILABLE'),
  refusedBy('CAMERA_IN_USE'), refusedBy('CAMERA_DENIED'), refusedBy('CAMERA_LOST'), refusedBy('CAMERA_BLACK'), refusedBy('HOST_UNREACHABLE'), refusedBy('INTERNAL'),
  { name: 'refused-INSUFFICIENT_FUNDS', answers: { 'payments.confirm': refuse('INSUFFICIENT_FUNDS') }, act: async (kiosk) => { await confirm(kiosk); await kiosk.press('confirm'); await refused(kiosk); } },
  { name: 'refused-AUTHORISATION_EXPIRED', answers: site({ confirmWithinMs: 300 }), act: async (kiosk) => { await amount(kiosk); await kiosk.press('pay-with-face'); await refused(kiosk); } },
  { name: 'consent', act: async (kiosk) => { await kiosk.press('enrol'); await kiosk.press('minor'); } },
  { name: 'consent-declined', act: async (kiosk) => { await kiosk.press('enrol'); await kiosk.press('decline'); await kiosk.at('declined'); } },
  { name: 'guardian', act: async (kiosk) => { await kiosk.press('enrol'); await kiosk.press('minor'); await kiosk.press('accept'); await kiosk.at('guardian'); } },
  { name: 'name', act: async (kiosk) => { await kiosk.press('enrol'); await kiosk.press('accept'); await kiosk.page.locator('[data-field]').fill(longName); } },
  { name: 'new-identifier', act: details },
  { name: 'identifier-taken', answers: { 'enrolments.begin': refuse('IDENTIFIER_TAKEN') }, act: async (kiosk) => { await details(kiosk); await kiosk.press('next'); await kiosk.page.locator('[data-screen="newIdentifier"] [role="status"]').waitFor({ timeout: 30_000 }); } },
  { name: 'capture-front', answers: posed('front', 0, 0.6, 'holdStill'), act: capture },
  { name: 'capture-left', answers: posed('left', 1, 0.3, 'ok'), act: capture },
  { name: 'choose-pin', act: async (kiosk) => { await choosePin(kiosk); await typed(kiosk, '19'); } },
  {
    name: 'pin-weak', answers: { 'enrolments.finish': refuse('PIN_WEAK') },
    act: async (kiosk) => { for (const round of [1, 2]) { if (round === 1) await choosePin(kiosk); await typed(kiosk, '123456'); await kiosk.press('submit-pin'); if (round === 1) await kiosk.at('repeatPin'); } await kiosk.page.locator('[data-screen="choosePin"] [data-filled="0"]').waitFor(); },
  },
  { name: 'repeat-pin-mismatch', act: async (kiosk) => { await choosePin(kiosk); await typed(kiosk, '193746'); await kiosk.press('submit-pin'); await kiosk.at('repeatPin'); await typed(kiosk, '193747'); await kiosk.press('submit-pin'); } },
  { name: 'enrolled', act: async (kiosk) => { await choosePin(kiosk); for (const screen of ['choosePin', 'repeatPin']) { await kiosk.at(screen); await typed(kiosk, '193746'); await kiosk.press('submit-pin'); } await kiosk.at('enrolled'); await kiosk.page.waitForTimeout(600); } },
  {
    name: 'enrolled-pin-only', camera: false,
    act: async (kiosk) => {
      await kiosk.press('enrol');
      await kiosk.press('decline');
      await kiosk.press('pin-only');
      await kiosk.page.locator('[data-field]').fill(longName);
      await kiosk.press('next');
      await kiosk.at('newIdentifier');
      await kiosk.page.locator('[data-field]').fill('2026.0417.0093');
      await kiosk.press('next');
      for (const screen of ['choosePin', 'repeatPin']) { await kiosk.at(screen); await typed(kiosk, '193746'); await kiosk.press('submit-pin'); }
      await kiosk.at('enrolled');
      await kiosk.page.waitForTimeout(600);
    },
  },
  { name: 'consent-card-read', act: cardAtConsent },
  { name: 'enrol-card', act: async (kiosk) => { await kiosk.press('enrol'); await kiosk.press('have-card'); await kiosk.page.locator('[data-screen="enrolCard"] video').waitFor({ timeout: 30_000 }); await kiosk.page.waitForTimeout(500); } },
  { name: 'enrol-card-no-camera', camera: false, act: async (kiosk) => { await kiosk.press('enrol'); await kiosk.press('have-card'); await kiosk.page.locator('[data-screen="enrolCard"] [role="status"]').waitFor({ timeout: 30_000 }); } },
  ...(['CARD_REFUSED', 'FACE_KNOWN'] as const).map((code): Scene => ({
    name: `enrol-card-${code}`, camera: false, answers: { 'enrolments.beginFor': refuse(code) }, act: async (kiosk) => { await kiosk.press('enrol'); await kiosk.at('consent'); await scan(kiosk); await kiosk.page.locator('[data-screen="enrolCard"] [data-action="my-data"]').waitFor(); await kiosk.page.waitForTimeout(300); },
  })),
  { name: 'enrol-card-declined', answers: site({ kioskMode: 'both' }), act: async (kiosk) => { await cardAtConsent(kiosk); await kiosk.press('decline'); await kiosk.at('declined'); } },
  { name: 'enrol-card-capture', answers: posed('front', 0, 0.6, 'holdStill'), act: async (kiosk) => { await cardAtConsent(kiosk); await kiosk.press('accept'); await kiosk.page.locator('[data-advice]').waitFor({ timeout: 30_000 }); await kiosk.page.waitForTimeout(900); } },
  { name: 'enrol-card-at-number', answers: posed('left', 1, 0.3, 'ok'), act: async (kiosk) => { await details(kiosk); await scan(kiosk); await kiosk.page.locator('[data-card-of]').waitFor({ timeout: 30_000 }); await kiosk.page.waitForTimeout(600); } },
  { name: 'enrol-card-choose-pin', act: async (kiosk) => { await cardAtConsent(kiosk); await kiosk.press('accept'); await kiosk.page.locator('[data-screen="choosePin"]').waitFor({ timeout: 30_000 }); await typed(kiosk, '19'); } },
  {
    name: 'enrol-card-refused', answers: { 'enrolments.beginFor': ({ consent }) => { if (consent) throw new Refusal('CARD_REFUSED'); return { enrolmentId: ids.enrolment, poses: [], expiresAtMs: far, name: longName, identifier: '1', needsPin: true }; } },
    act: async (kiosk) => { await cardAtConsent(kiosk); await kiosk.press('accept'); await refused(kiosk); },
  },
  { name: 'both', answers: site({ kioskMode: 'both' }) },
  { name: 'both-payments-closed', answers: site({ kioskMode: 'both', payments: { open: false, reason: 'LEDGER_BROKEN' } }) },
  { name: 'checkin-waiting', first: 'checkin', answers: seeing({}), act: watched },
  { name: 'checkin-opening', first: 'checkin', answers: { ...seeing({}), 'checkins.board': () => never() } },
  { name: 'checkin-asleep', first: 'checkin', answers: seeing({}, boardOf({ open: [], next: { courseName: 'IPA 8B', roomName: 'Laboratorium', opensAtMs: far, startsAtMs: far + 900_000 } })), act: async (kiosk) => { await kiosk.page.locator('[data-phase="asleep"]').waitFor(); } },
  { name: 'checkin-empty', first: 'checkin', answers: seeing({}, boardOf({ open: [], latest: [] })), act: async (kiosk) => { await kiosk.press('wake'); await watched(kiosk); } },
  { name: 'checkin-nobody-enrolled', first: 'checkin', answers: seeing({}, boardOf({ open: [{ ...openClass, members: 0, here: 0 }], latest: [] })), act: watched },
  checkinBy('marked', 'Muhammad', 'present'), checkinBy('alreadyMarked', 'Andi', 'present'), checkinBy('tooEarly', 'Andi'), checkinBy('closed', 'Andi'), checkinBy('notEnrolled', 'Andi'), checkinBy('noClass', 'Andi'),
  checkinBy('unknown', null), checkinBy('ambiguous', null), checkinBy('notLive', null),
  { name: 'checkin-late-longest', first: 'checkin', answers: seeing({ faces: [faceAt(1, 0.4)], greetings: [greet(1, 'marked', 'Abdurrahmanwahid', 'late', { courseName: longCourse })] }, boardOf({ open: [{ ...openClass, courseName: longCourse, lateAtMs: 0 }, openClass, openClass, openClass] })), act: greeted },
  { name: 'checkin-three', first: 'checkin', answers: seeing({ faces: [faceAt(1, 0.1), faceAt(2, 0.4), faceAt(3, 0.68, 'tooFar', 0.12)], greetings: [greet(1, 'marked', 'Muhammad', 'present'), greet(2, 'marked', 'Bunga', 'late'), greet(3, 'notEnrolled', 'Citra')] }), act: greeted },
  { name: 'checkin-too-far', first: 'checkin', answers: seeing({ faces: [faceAt(1, 0.44, 'tooFar', 0.12)] }), act: watched },
  { name: 'checkin-dark', first: 'checkin', answers: seeing({ faces: [faceAt(1, 0.4, 'looking', 0.24)], advice: 'brighter' }), act: watched },
  { name: 'checkin-challenge', first: 'checkin', answers: seeing({ faces: [faceAt(1, 0.4, 'challenge', 0.24)], challenge: { trackId: 1, firstName: 'Muhammad', step: 'turnLeft', progress: 0.4 } }), act: watched },
  { name: 'checkin-silhouette', first: 'checkin', answers: seeing({ faces: [faceAt(1, 0.2), faceAt(2, 0.55, 'looking')] }), act: async (kiosk) => { await watched(kiosk); await kiosk.press('silhouette'); } },
  { name: 'checkin-visit', answers: seeing({}, boardOf(), { kioskMode: 'both' }), act: async (kiosk) => { await kiosk.press('check-in'); await watched(kiosk); } },
  { name: 'checkin-demo', first: 'checkin', answers: seeing({ faces: [faceAt(1, 0.4)], greetings: [greet(1, 'marked', 'Siti', 'present')] }, boardOf(), { demo: true }), act: greeted },
  { name: 'checkin-no-camera', first: 'checkin', camera: false, answers: seeing({}), act: troubled },
  { name: 'checkin-no-engine', first: 'checkin', answers: { ...seeing({}), 'checkins.begin': refuse('ENGINE_UNAVAILABLE') }, act: troubled },
  { name: 'checkin-host-lost', first: 'checkin', answers: { ...seeing({}), 'checkins.frame': refuse('HOST_UNREACHABLE') }, act: troubled },
  { name: 'checkin-number', first: 'checkin', answers: seeing({}), act: checkinNumber },
  {
    name: 'checkin-number-pin', first: 'checkin', answers: { ...seeing({}), 'checkins.byNumber': refuse('PIN_NEEDED') },
    act: async (kiosk) => { await checkinNumber(kiosk); await kiosk.press('next'); await kiosk.at('numberPin'); await kiosk.press('no-pin'); await kiosk.page.locator('[data-screen="numberPin"] [role="status"]').waitFor(); },
  },
  { name: 'checkin-refused', first: 'checkin', answers: { ...seeing({}), 'checkins.byNumber': refuse('PIN_LOCKED', { minutes: 15 }) }, act: async (kiosk) => { await checkinNumber(kiosk); await kiosk.press('next'); await kiosk.at('numberPin'); await typed(kiosk, '111111'); await kiosk.press('submit-pin'); await refused(kiosk); } },
  { name: 'card', first: 'checkin', answers: seeing({}), act: async (kiosk) => { await kiosk.press('number-or-card'); await kiosk.press('use-card'); await kiosk.page.locator('[data-screen="card"] video').waitFor({ timeout: 30_000 }); await kiosk.page.waitForTimeout(500); } },
  { name: 'card-refused', first: 'checkin', camera: false, answers: { ...seeing({}), 'checkins.byCard': refuse('CARD_REFUSED') }, act: async (kiosk) => { await kiosk.press('number-or-card'); await kiosk.press('use-card'); await kiosk.at('card'); await kiosk.page.waitForTimeout(500); await kiosk.page.keyboard.type('TATAP1.elsewhere'); await kiosk.page.keyboard.press('Enter'); await kiosk.page.waitForTimeout(300); } },
  { name: 'me-door', answers: both(), act: (kiosk) => kiosk.press('my-data') },
  { name: 'me-look', answers: { ...both(), ...holding('turnLeft', 1, 0.4, 'ok') }, act: async (kiosk) => { await kiosk.press('my-data'); await kiosk.press('me-by-face'); await kiosk.page.locator('[data-advice]').waitFor({ timeout: 30_000 }); await kiosk.page.waitForTimeout(900); } },
  { name: 'me-refused', answers: { ...both(), 'me.openByPin': refuse('PIN_STAFF_NEEDED') }, act: async (kiosk) => { await meNumber(kiosk); await refused(kiosk); } },
  { name: 'me-today', answers: both(), act: me },
  { name: 'me-attendance', answers: both(), act: async (kiosk) => { await me(kiosk); await kiosk.press('tab-attendance'); } },
  { name: 'me-money', answers: both(), act: async (kiosk) => { await me(kiosk); await kiosk.press('tab-money'); } },
  { name: 'me-empty', answers: both(nothingYet), act: me },
  { name: 'me-empty-attendance', answers: both(nothingYet), act: async (kiosk) => { await me(kiosk); await kiosk.press('tab-attendance'); } },
  { name: 'me-leaving', answers: { ...both(), 'me.openByPin': () => ({ token: 'token', idleAfterMs: 11_000 }) }, act: async (kiosk) => { await me(kiosk); await kiosk.page.locator('[role="alertdialog"]').waitFor({ timeout: 15_000 }); } },
  { name: 'me-erase', answers: both(), act: async (kiosk) => { await me(kiosk); await kiosk.press('ask-erase'); await kiosk.at('meErase'); } },
  { name: 'me-erased', answers: both(), act: async (kiosk) => { await me(kiosk); await kiosk.press('ask-erase'); await kiosk.press('erase-face'); await kiosk.at('meErased'); await kiosk.page.waitForTimeout(600); } },
  { name: 'reset-number', answers: both(), act: async (kiosk) => { await resetNumber(kiosk); } },
  { name: 'reset-code', answers: { ...both(), 'pins.openReset': refuse('CODE_WRONG', { left: 3 }) }, act: async (kiosk) => { await resetCode(kiosk); await kiosk.page.locator('[data-screen="resetCode"] [role="status"]').first().waitFor(); } },
  { name: 'reset-choose', answers: { ...both(), 'pins.openReset': () => ({ token: 'token' }) }, act: async (kiosk) => { await resetCode(kiosk); await kiosk.at('choosePin'); } },
  { name: 'reset-done', answers: { ...both(), 'pins.openReset': () => ({ token: 'token' }), 'pins.finishReset': () => ({}) }, act: async (kiosk) => { await resetCode(kiosk); await kiosk.at('choosePin'); await keys(kiosk, '839174'); await kiosk.at('repeatPin'); await keys(kiosk, '839174'); await kiosk.at('pinSet'); await kiosk.page.waitForTimeout(600); } },
  { name: 'still-there', answers: site({ idleAfterMs: 10_000 }), act: async (kiosk) => { await amount(kiosk); await kiosk.page.locator('[role="alertdialog"]').waitFor({ timeout: 15_000 }); } },
];

async function keys(kiosk: KioskPage, digits: string): Promise<void> {
  await typed(kiosk, digits);
  await kiosk.press('submit-pin');
}

async function resetNumber(kiosk: KioskPage): Promise<void> {
  await kiosk.press('my-data');
  await kiosk.press('me-by-number');
  await kiosk.page.locator('[data-field]').fill('1234');
  await kiosk.press('next');
  await kiosk.at('numberPin');
  await kiosk.press('forgot-pin');
  await kiosk.at('number');
  await kiosk.page.locator('[data-field]').fill('1001');
}

async function resetCode(kiosk: KioskPage): Promise<void> {
  await resetNumber(kiosk);
  await kiosk.press('next');
  await kiosk.at('resetCode');
  await keys(kiosk, '12345678');
}

const sizes = [[1280, 800], [1920, 1080], [1080, 1920]] as const;
const oneLook = process.argv.find((argument) => argument.startsWith('--look='))?.slice('--look='.length);
/** Chosen with "Aa" before each scene, where asked for. */
const [text, contrast] = process.argv.find((argument) => argument.startsWith('--mode='))?.slice('--mode='.length).split('-') ?? [];
const appearance = text && contrast ? { text: textSizes.find((one) => one === text) ?? 'normal', contrast: contrasts.find((one) => one === contrast) ?? 'normal' } as const : undefined;
const suffix = appearance ? `-${text}-${contrast}` : '';
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const looks: Look[] = sizes.flatMap(([width, height]) => (['id', 'en'] as const).map((language) => ({ width, height, language, ...(appearance && { appearance }) })));

/** Text or buttons that do not fit, and targets a finger misses. Runs in the page. */
function findMisfits(): string[] {
  const found: string[] = [];
  const named = (element: Element) => `<${element.tagName.toLowerCase()} ${element.getAttribute('data-action') ?? element.getAttribute('data-key') ?? element.className}>`;
  for (const element of document.querySelectorAll('[data-screen] *, [role="alertdialog"] *')) {
    if (element.closest('svg') || element.closest('[aria-hidden="true"]') || element.closest('video') || element.closest('.visually-hidden')) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) found.push(`off the screen: ${named(element)}`);
    if (element instanceof HTMLButtonElement && Math.min(box.width, box.height) < 63.5) found.push(`under 64 px: ${named(element)} ${Math.round(box.width)}x${Math.round(box.height)}`);
    // A turning ring reaches over its square's corners.
    if (element.querySelector(':scope > svg')) continue;
    const cut = element.scrollWidth > element.clientWidth + 2 && getComputedStyle(element).display !== 'inline' && !(element instanceof HTMLInputElement);
    if (cut && getComputedStyle(element).textOverflow !== 'ellipsis') found.push(`wider than its box: ${named(element)}`);
  }
  const [header, body, footer] = ['header', ':scope > div', 'footer'].map((part) => document.querySelector('[data-screen]')?.querySelector(part));
  for (const element of body?.querySelectorAll('*') ?? []) {
    if (element.closest('svg') || element.closest('[aria-hidden="true"]') || element.closest('.visually-hidden')) continue;
    const box = element.getBoundingClientRect();
    if (box.height === 0) continue;
    if (header && box.top < header.getBoundingClientRect().bottom - 2) found.push(`under the header: ${named(element)}`);
    if (footer && box.bottom > footer.getBoundingClientRect().top + 2) found.push(`under the footer: ${named(element)}`);
  }
  return found;
}

async function drawScene(projector: Projector, scene: Scene, look: Look): Promise<string[]> {
  const kiosk = await projector.open({ ...base, ...scene.answers }, look);
  const problems: string[] = [];
  try {
    if (scene.name !== 'starting' && scene.name !== 'unreachable' && scene.name !== 'setup' && scene.name !== 'closed') await kiosk.at(scene.first ?? 'attract');
    await scene.act?.(kiosk);
    await kiosk.page.evaluate(() => document.fonts.ready.then(() => undefined));
    await kiosk.page.waitForTimeout(350);
    await kiosk.page.screenshot({ path: join(out, `${scene.name}-${look.width}x${look.height}-${look.language}${suffix}.png`) });
    problems.push(...new Set(await kiosk.page.evaluate(findMisfits)));
    if (look.width === 1280 && look.language === 'id') {
      problems.push(...await axeFindings(kiosk.page));
    }
  } catch (error) {
    await kiosk.page.screenshot({ path: join(out, `FAILED-${scene.name}-${look.width}-${look.language}.png`) });
    problems.push(String(error).slice(0, 300));
  }
  problems.push(...kiosk.complaints);
  return problems;
}

mkdirSync(out, { recursive: true });
await buildKiosk();
const due = looks.filter((look) => oneLook === undefined || oneLook === `${look.width}x${look.height}-${look.language}`)
  .flatMap((look) => scenes.filter((scene) => wanted.length === 0 || wanted.some((name) => scene.name.startsWith(name))).map((scene) => ({ look, scene })));
const total = due.length;
if (total === 0) throw new Error('no scene has that name');
let count = 0;

/** Draws what is due until nothing is left, in browsers of its own: a window behind another one is slowed down. */
async function draw(): Promise<void> {
  const browsers = await Promise.all([launchKiosk(true), launchKiosk(false)]);
  const [withCamera, without] = await Promise.all(browsers.map(createProjector));
  if (!withCamera || !without) throw new Error('both browsers were launched above');
  for (let next = due.shift(); next; next = due.shift()) {
    const { scene, look } = next;
    for (const problem of await drawScene(scene.camera === false ? without : withCamera, scene, look)) {
      count += 1;
      console.log(`${scene.name} ${look.width}x${look.height} ${look.language}: ${problem}`);
    }
  }
  await Promise.all(browsers.map((browser) => browser.close()));
}

await Promise.all(Array.from({ length: 2 }, draw));
console.log(count === 0 ? `${total} drawn, every screen fits` : `${count} findings`);
process.exitCode = count === 0 ? 0 : 1;
