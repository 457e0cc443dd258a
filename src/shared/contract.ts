import { z } from 'zod';
import { enrolPoses } from './challenges.ts';
import { activityContract } from './contractActivity.ts';
import { attendanceContract } from './contractAttendance.ts';
import { backupsContract } from './contractBackups.ts';
import { notificationsContract } from './contractNotifications.ts';
import { operationContract } from './contractOperation.ts';
import { peopleContract } from './contractPeople.ts';
import { advice, amount, atMs, entry, id, idempotencyKey, identifier, jpeg, language, money, moneySum, nothing, personName, pin, staffRoles, step } from './contractParts.ts';
import { reportsContract } from './contractReports.ts';
import { settingsContract } from './contractSettings.ts';
import { staffContract } from './contractStaff.ts';
import { exportProgress, exportsContract } from './contractExports.ts';
import { errorCodes } from './errors.ts';
import { contrasts, textSizes } from './appearance.ts';
import { kioskModes } from './attendance.ts';
import { peopleSorts } from './people.ts';

export { staffRoles, type Language, type MethodRole, type StaffRole } from './contractParts.ts';

/*
 * The contract: one entry per method, `{ role, input, output }`. Types on both sides derive from it and are never restated.
 * `role` says who may call: `public` = any top frame of an admitted window; `kiosk` = the kiosk window only; `setup` = the
 * admin window while no owner exists; the rest = a staff session in the admin window holding one of the roles named.
 */

/** What the renderer's own landmarks say about a frame. Hints only: main decides from the pixels. */
const hints = z.object({
  yawDeg: z.number().min(-180).max(180),
  pitchDeg: z.number().min(-180).max(180),
  blink: z.number().min(0).max(1),
  smile: z.number().min(0).max(1),
  faces: z.int().min(0).max(20),
}).nullable();
export type FrameHints = z.infer<typeof hints>;

const authorisation = z.object({
  authorisationId: id,
  chargeId: id,
  amount,
  /** "S*** R*****": enough to recognise oneself, not enough to learn a name. */
  maskedName: z.string(),
  method: z.enum(['face', 'pin', 'face+pin']),
  /** Over the face-only limit: `payments.confirm` must carry the person's PIN. */
  needsPin: z.boolean(),
  /** After this nothing can be charged on it. */
  expiresAtMs: atMs,
});
export type Authorisation = z.infer<typeof authorisation>;

const receipt = z.object({
  transferId: id,
  /** Counts up by one per transfer on this ledger, e.g. "000123". */
  number: z.string(),
  atMs,
  /** IANA zone of the site, e.g. "Asia/Jakarta". */
  zone: z.string(),
  siteName: z.string(),
  amount,
  balance: money,
  method: z.enum(['face', 'pin', 'face+pin', 'cash']),
  maskedName: z.string(),
  /** Text of the QR code: compact JSON and an Ed25519 signature, verifiable offline with the site's public key. */
  qr: z.string(),
});
export type Receipt = z.infer<typeof receipt>;

const person = z.object({
  personId: id,
  name: z.string(),
  identifier: z.string(),
  balance: money,
  hasFace: z.boolean(),
  hasPin: z.boolean(),
  pinLocked: z.boolean(),
  createdAtMs: atMs,
});
export type PersonRow = z.infer<typeof person>;

const transaction = z.object({
  transferId: id,
  number: z.string(),
  kind: z.enum(['payment', 'topup']),
  atMs,
  amount,
  personId: id,
  personName: z.string(),
  method: z.enum(['face', 'pin', 'face+pin', 'cash']),
  /** Staff who took the cash, for a top-up; null for a payment. */
  staffName: z.string().nullable(),
});
export type TransactionRow = z.infer<typeof transaction>;

const staff = z.object({ staffId: id, name: z.string(), username: z.string(), role: z.enum(staffRoles), idleAfterMs: z.int() });
export type StaffMember = z.infer<typeof staff>;

/** Progress of a liveness attempt after one frame. */
const attemptProgress = z.object({
  state: z.enum(['guiding', 'ready']),
  /** The step the person should do now; null when all are done. */
  step: step.nullable(),
  stepIndex: z.int().nonnegative(),
  stepCount: z.int().positive(),
  /** 0..1 of the current step as main sees it. */
  progress: z.number().min(0).max(1),
  advice,
});
export type AttemptProgress = z.infer<typeof attemptProgress>;

/** Null: no face is taken; the account is opened with the PIN alone. */
const consent = z.object({ textVersion: z.string().max(32), language, accepted: z.literal(true), guardianName: personName.nullable() }).nullable();

const siteStatus = z.object({
  version: z.string(),
  setupDone: z.boolean(),
  demo: z.boolean(),
  kioskId: z.string(),
  siteName: z.string(),
  zone: z.string(),
  language,
  nowMs: atMs,
  /**
   * `antiSpoofing: false` means the kiosk runs on the npm-only engine and the face-only limit is lowered. `trouble` says why that is so
   * (MODEL_HASH_WRONG, ENGINE_UNAVAILABLE: files missing), or why no engine is ready; null when nothing is wrong.
   */
  engine: z.object({ id: z.enum(['onnx', 'faceapi']), antiSpoofing: z.boolean(), ready: z.boolean(), trouble: z.enum(errorCodes).nullable() }),
  payments: z.object({ open: z.boolean(), reason: z.enum(errorCodes).nullable() }),
  limits: z.object({ minAmount: z.int(), maxAmount: z.int(), faceOnlyMax: z.int(), quickAmounts: z.array(z.int()) }),
  /** Seconds the kiosk waits before it goes back to the attract screen. */
  idleAfterMs: z.int(),
  confirmWithinMs: z.int(),
  soundVolume: z.number().min(0).max(1),
  /** What the kiosk returns to when the person in front leaves. */
  appearance: z.object({ text: z.enum(textSizes), contrast: z.enum(contrasts) }),
  /** The kiosk speaks its prompts, where the machine has a voice. */
  spokenPrompts: z.boolean(),
  /** What the kiosk is for: its first screen asks for money, for attendance, or lets people choose. */
  kioskMode: z.enum(kioskModes),
});
export type SiteStatus = z.infer<typeof siteStatus>;

const moneyRoles = ['owner', 'admin', 'cashier'] as const;

export const contract = {
  /** What every window needs before it can draw: set-up, engine, limits, whether payments are open. */
  'site.status': entry({ role: 'public', input: nothing, output: siteStatus }),
  /** Opens (or focuses) the admin window. In the browser host the answer carries a one-time address to open. */
  'windows.openAdmin': entry({ role: 'kiosk', input: nothing, output: z.object({ url: z.string().nullable() }) }),

  /** First run: names the site and makes the owner. Refused once an owner exists. Passwords 12-128 characters, no common ones. @throws SETUP_DONE PASSWORD_WEAK */
  'setup.firstRun': entry({
    role: 'setup',
    input: z.object({
      siteName: personName,
      zone: z.string().min(1).max(64),
      language,
      ownerName: personName,
      username: z.string().trim().toLowerCase().regex(/^[a-z0-9._-]{3,32}$/),
      password: z.string().min(1).max(1024),
    }),
    output: staff,
  }),
  /**
   * Opens a staff session bound to this window. 5 failures in 15 min lock the name. `code`: of the authenticator or a recovery code, where the account has a second
   * step; each is good once. @throws LOGIN_FAILED LOGIN_LOCKED TOTP_NEEDED (the password is right) TOTP_WRONG
   */
  'staff.login': entry({ role: 'login', input: z.object({ username: z.string().trim().toLowerCase().max(64), password: z.string().max(1024), code: z.string().max(40).optional() }), output: staff }),
  /** Ends this window's session. */
  'staff.logout': entry({ role: staffRoles, input: nothing, output: nothing }),
  /** The password once more, and the second step's code, for what is marked `fresh`; good for five minutes. Failures count as those of a login do. @throws REAUTH_FAILED LOGIN_LOCKED TOTP_NEEDED TOTP_WRONG */
  'staff.reauthenticate': entry({ role: staffRoles, input: z.object({ password: z.string().max(1024), code: z.string().max(40).optional() }), output: nothing }),
  /** Who is logged in. Does not count as activity for the idle lock. @throws SESSION_EXPIRED */
  'staff.me': entry({ role: staffRoles, input: nothing, output: staff }),

  /** People by name or identifier, newest first when `search` is empty. At most 200 rows; `cursor` from the page before. */
  'people.list': entry({
    role: moneyRoles,
    /** `inactive`: those put to rest, and only those. `face`, `pin`: with or without one. `courseId`: those who take the course now. */
    input: z.object({
      search: z.string().max(80).default(''),
      inactive: z.boolean().default(false),
      face: z.boolean().nullable().default(null),
      pin: z.boolean().nullable().default(null),
      courseId: id.nullable().default(null),
      sort: z.enum(peopleSorts).default('newest'),
      limit: z.int().min(1).max(200).default(50),
      cursor: z.string().max(120).nullable().default(null),
    }),
    output: z.object({ rows: z.array(person), nextCursor: z.string().nullable(), total: z.int() }),
  }),
  /**
   * Withdraws the consent: erases the face data of a person and the key that opens it, for good. Name, number, PIN, balance and bookings stay.
   * `templates` is how many were erased; 0 when there was no face (any more). @throws PERSON_NOT_FOUND
   */
  'people.eraseFace': entry({ role: ['owner', 'admin'], fresh: true, input: z.object({ personId: id }), output: z.object({ templates: z.int().nonnegative() }) }),
  /** Cash taken at the counter becomes balance. @throws PERSON_NOT_FOUND AMOUNT_OUT_OF_RANGE BALANCE_LIMIT PAYMENTS_CLOSED IDEMPOTENCY_MISMATCH */
  'topups.create': entry({ role: moneyRoles, fresh: true, input: z.object({ personId: id, amount, idempotencyKey }), output: receipt }),
  /** Takings and top-ups. `fromMs`..`toMs` half open. */
  'transactions.list': entry({
    role: moneyRoles,
    input: z.object({
      search: z.string().max(80).default(''),
      kind: z.enum(['payment', 'topup']).nullable().default(null),
      fromMs: atMs.nullable().default(null),
      toMs: atMs.nullable().default(null),
      sort: z.enum(['newest', 'oldest']).default('newest'),
      limit: z.int().min(1).max(200).default(50),
      cursor: z.string().max(120).nullable().default(null),
    }),
    output: z.object({ rows: z.array(transaction), nextCursor: z.string().nullable(), total: z.int(), paidSum: moneySum, topUpSum: moneySum }),
  }),

  /** Commits a charge with its id before a camera opens. Expires after 10 minutes. @throws SETUP_NEEDED PAYMENTS_CLOSED AMOUNT_OUT_OF_RANGE */
  'charges.create': entry({ role: 'kiosk', input: z.object({ amount, idempotencyKey }), output: z.object({ chargeId: id, amount, expiresAtMs: atMs }) }),
  /** Gives a charge up; harmless when it is already paid (refused) or cancelled (same answer). @throws CHARGE_NOT_FOUND CHARGE_PAID */
  'charges.cancel': entry({ role: 'kiosk', input: z.object({ chargeId: id }), output: nothing }),

  /** Draws random steps and a nonce for one look at one charge and commits them. A newer attempt ends the older. @throws CHARGE_* ENGINE_UNAVAILABLE PAYMENTS_CLOSED */
  'attempts.begin': entry({
    role: 'kiosk',
    input: z.object({
      /** Null: somebody wants to see their own data (`me.openByFace`), and nothing can be charged. */
      chargeId: id.nullable(),
      /** Opaque id of the camera in use (deviceId); must stay the same for the whole attempt. */
      cameraId: z.string().min(1).max(256),
      /** False where landmarks come too slowly to catch a blink: turns and smiles only. */
      canBlink: z.boolean().default(true),
    }),
    output: z.object({ attemptId: id, nonce: z.string(), expiresAtMs: atMs, progress: attemptProgress }),
  }),
  /** One frame of an attempt, in order. Main looks at it and says what it saw. @throws ATTEMPT_* NO_FACE MORE_THAN_ONE_FACE FACE_CHANGED CHALLENGE_FAILED NOT_LIVE */
  'attempts.frame': entry({
    role: 'kiosk',
    input: z.object({
      attemptId: id,
      nonce: z.string().max(64),
      cameraId: z.string().min(1).max(256),
      /** 0, 1, 2 ... without gaps. */
      seq: z.int().nonnegative().max(2000),
      /** Capture time on the renderer's monotonic clock, milliseconds. */
      capturedAtMs: z.number().nonnegative(),
      jpeg,
      hints,
    }),
    output: attemptProgress,
  }),
  /** Ends the attempt: sequence vote, one identity, match. Success is an authorisation, not yet a payment. @throws ATTEMPT_* NOT_LIVE CHALLENGE_FAILED FACE_UNKNOWN FACE_AMBIGUOUS */
  'attempts.submit': entry({ role: 'kiosk', input: z.object({ attemptId: id, nonce: z.string().max(64) }), output: authorisation }),
  /** The equal alternative: identifier + PIN. An unknown identifier answers exactly like a wrong PIN. @throws PIN_WRONG PIN_LOCKED PIN_STAFF_NEEDED PIN_KIOSK_LIMIT */
  'pins.authorise': entry({ role: 'kiosk', input: z.object({ chargeId: id, identifier, pin }), output: authorisation }),
  /** The tap. Consumes the authorisation and moves the money in one transaction; repeating it returns the stored receipt. @throws AUTHORISATION_EXPIRED AUTHORISATION_USED INSUFFICIENT_FUNDS PIN_NEEDED PIN_WRONG PIN_LOCKED */
  'payments.confirm': entry({ role: 'kiosk', input: z.object({ authorisationId: id, pin: pin.nullable().default(null), idempotencyKey }), output: receipt }),

  /**
   * Starts an enrolment after the person accepted the consent text of that version, or one with a PIN only: no consent, no camera, no face.
   * Nothing is kept unless it is finished. @throws SETUP_NEEDED CONSENT_NEEDED IDENTIFIER_TAKEN ENGINE_UNAVAILABLE
   */
  'enrolments.begin': entry({
    role: 'kiosk',
    input: z.object({
      name: personName,
      identifier,
      consent,
      /** Null only where no face is taken. */
      cameraId: z.string().min(1).max(256).nullable(),
    }).refine(({ consent, cameraId }) => (consent === null) === (cameraId === null), { message: 'a camera goes with a consent' }),
    /** `poses` is empty where no face is taken. */
    output: z.object({ enrolmentId: id, poses: z.array(z.enum(enrolPoses)), expiresAtMs: atMs }),
  }),
  /**
   * The same for somebody the register already knows, such as an imported pupil or one whose face was erased. `card`: for who has no PIN yet; `token`: of their open
   * data (`me.openByPin`); `request`: staff stand beside them and asked for it (`enrolments.request`). `needsPin`: `finish` must carry a PIN. @throws FACE_KNOWN (erase it first) CARD_REFUSED ME_CLOSED CONSENT_NEEDED ENGINE_UNAVAILABLE
   */
  'enrolments.beginFor': entry({
    role: 'kiosk',
    input: z.object({
      proof: z.union([z.object({ card: z.string().min(1).max(300) }), z.object({ token: z.string().min(1).max(64) }), z.object({ request: id })]),
      consent,
      cameraId: z.string().min(1).max(256).nullable(),
    }).refine(({ consent: given, cameraId }) => (given === null) === (cameraId === null), { message: 'a camera goes with a consent' }),
    output: z.object({ enrolmentId: id, poses: z.array(z.enum(enrolPoses)), expiresAtMs: atMs, name: z.string(), identifier: z.string(), needsPin: z.boolean() }),
  }),
  /** One frame of guided capture; main keeps the best of each pose as an embedding and never the picture. @throws ENROLMENT_* (NOT_FOUND too where no face is taken) FACE_CHANGED FACE_DUPLICATE */
  'enrolments.frame': entry({
    role: 'kiosk',
    input: z.object({ enrolmentId: id, jpeg, hints }),
    output: z.object({
      pose: z.enum(enrolPoses).nullable(),
      poseIndex: z.int().nonnegative(),
      poseCount: z.int().positive(),
      /** 0..1 of the current pose. */
      progress: z.number().min(0).max(1),
      advice,
      done: z.boolean(),
    }),
  }),
  /** Seals the templates (if a face is taken), stores the PIN (null only where `beginFor` needs none), opens the account: one transaction. @throws PIN_NEEDED PIN_WEAK ENROLMENT_INCOMPLETE IDENTIFIER_TAKEN FACE_DUPLICATE */
  'enrolments.finish': entry({ role: 'kiosk', input: z.object({ enrolmentId: id, pin: pin.nullable() }), output: z.object({ personId: id, name: z.string(), identifier: z.string() }) }),
  /** Forgets everything captured so far. */
  'enrolments.cancel': entry({ role: 'kiosk', input: z.object({ enrolmentId: id }), output: nothing }),

  ...attendanceContract,
  ...activityContract,
  ...notificationsContract,
  ...settingsContract,
  ...peopleContract,
  ...staffContract,
  ...exportsContract,
  ...reportsContract,
  ...backupsContract,
  ...operationContract,
} as const;

export type Contract = typeof contract;
export type Method = keyof Contract;
/** What the caller sends. */
export type Input<M extends Method> = z.input<Contract[M]['input']>;
/** What the handler receives, after zod. */
export type Parsed<M extends Method> = z.output<Contract[M]['input']>;
export type Output<M extends Method> = z.output<Contract[M]['output']>;

/** Events main pushes to windows; `to` names which windows get them. */
export const events = {
  /** Status changed: ask `site.status` again. */
  'site.changed': { to: ['kiosk', 'admin'], payload: nothing },
  /** A transfer was committed: lists may refresh. Carries no names. */
  'ledger.posted': { to: ['admin'], payload: z.object({ transferId: id, kind: z.enum(['payment', 'topup']), atMs }) },
  /** Somebody enrolled, or a face was erased: lists may refresh. Carries no names. */
  'people.changed': { to: ['admin'], payload: nothing },
  /** Staff asked the kiosk to take somebody's face, or that request moved on. Carries no names. */
  'enrolments.requestChanged': { to: ['kiosk', 'admin'], payload: nothing },
  /** A mark was made, overridden or voided. Carries no names. */
  'attendance.changed': { to: ['kiosk', 'admin'], payload: z.object({ sessionId: id }) },
  /** Courses, rooms, the timetable, who takes what, or the sessions made from them changed. */
  'register.changed': { to: ['kiosk', 'admin'], payload: nothing },
  /** A camera was added or changed, or went on or off the air. */
  'cameras.changed': { to: ['admin'], payload: nothing },
  /** A message went out or failed, a channel or rule changed, an alert began or ended. */
  'notifications.changed': { to: ['admin'], payload: nothing },
  /** A backup began, went on or ended, a destination changed, or keys were written. */
  'backups.changed': { to: ['admin'], payload: nothing },
  /** How far the export this window asked for is. */
  'exports.progress': { to: ['admin'], payload: exportProgress },
  /** Rows were added to the activity log; at most every few seconds. */
  'activity.changed': { to: ['admin'], payload: nothing },
  /** An account of staff was opened, changed or ended, a code for it used, or somebody logged in or out. Carries no names. */
  'staff.changed': { to: ['admin'], payload: nothing },
  /** The staff session of this window ended (idle, log out elsewhere). */
  'session.ended': { to: ['admin'], payload: nothing },
} as const;
export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]['payload']>;

/** What `src/preload` (Electron) or the browser host's client exposes as `window.tatap`: this and nothing else. */
export interface Bridge {
  readonly window: 'kiosk' | 'admin';
  call<M extends Method>(method: M, input: Input<M>): Promise<import('./errors.ts').Result<Output<M>>>;
  /** Returns the function that stops listening. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
}
