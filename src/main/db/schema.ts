import { blob, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/*
 * What drizzle knows of the tables. The tables themselves, with their checks and triggers, are made by `migrations/`;
 * a test compares the two. `...AtMs` is milliseconds since epoch, UTC; amounts are rupiah, integer; ids are UUIDs.
 */

const atMs = (name: string) => integer(name).notNull();
const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>().notNull();
const bytes = (name: string) => blob(name, { mode: 'buffer' });

/** Values are JSON. Typed access is in `services/limits.ts` and whoever owns the key. */
export const settings = sqliteTable('settings', { key: text('key').primaryKey(), value: json<unknown>('value') });

/** One row, id 1. See `services/clock.ts`. */
export const clock = sqliteTable('clock', { id: integer('id').primaryKey(), lastSeenAtMs: atMs('last_seen_at_ms'), guardAtMs: atMs('guard_at_ms') });

export const staff = sqliteTable('staff', {
  id: text('id').primaryKey(),
  username: text('username').notNull(),
  name: text('name').notNull(),
  role: text('role', { enum: ['owner', 'admin', 'teacher', 'cashier'] }).notNull(),
  /** '' until the person chose a password. */
  passwordHash: text('password_hash').notNull(),
  createdAtMs: atMs('created_at_ms'),
  deactivatedAtMs: integer('deactivated_at_ms'),
  /** Counts changes of name, user name, role and activity; a trigger keeps it. */
  revision: integer('revision').notNull().default(1),
  editedAtMs: integer('edited_at_ms'),
  editedBy: text('edited_by'),
  passwordAtMs: integer('password_at_ms'),
  lastLoginAtMs: integer('last_login_at_ms'),
});

/** The open one-time code of an account; only its MAC is kept. */
export const staffCodes = sqliteTable('staff_codes', {
  staffId: text('staff_id').primaryKey(),
  purpose: text('purpose', { enum: ['invite', 'reset'] }).notNull(),
  codeMac: text('code_mac').notNull(),
  issuedBy: text('issued_by').notNull(),
  issuedAtMs: atMs('issued_at_ms'),
  /** On the lock clock. */
  expiresAtMs: atMs('expires_at_ms'),
  attempts: integer('attempts').notNull().default(0),
});

/** Who has a second step at the login; `lastStep` counts 30 seconds since epoch. */
export const staffTotp = sqliteTable('staff_totp', { staffId: text('staff_id').primaryKey(), sealed: bytes('sealed').notNull(), sinceMs: atMs('since_ms'), lastStep: integer('last_step').notNull() });

export const staffRecoveryCodes = sqliteTable('staff_recovery_codes', { staffId: text('staff_id').notNull(), codeMac: text('code_mac').notNull() }, (table) => [primaryKey({ columns: [table.staffId, table.codeMac] })]);

export const loginFailures = sqliteTable('login_failures', { id: integer('id').primaryKey(), username: text('username').notNull(), atMs: atMs('at_ms') });

export const people = sqliteTable('people', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Lower case, without accents: what search compares. */
  nameFolded: text('name_folded').notNull(),
  identifier: text('identifier').notNull(),
  createdAtMs: atMs('created_at_ms'),
  deactivatedAtMs: integer('deactivated_at_ms'),
  kioskId: text('kiosk_id').notNull(),
  /** The person's own key sealed under the device key; null once it was destroyed. */
  wrappedKey: bytes('wrapped_key'),
  pinHash: text('pin_hash'),
  /** Counts changes of name, number, guardian, note and activity; a trigger keeps it. */
  revision: integer('revision').notNull().default(1),
  guardianName: text('guardian_name'),
  note: text('note'),
  editedAtMs: integer('edited_at_ms'),
  editedBy: text('edited_by'),
  /** When they last opened their own data. */
  lastLoginAtMs: integer('last_login_at_ms'),
  /** Deleted: name, number, key and PIN are gone, the row stays for the books. */
  erasedAtMs: integer('erased_at_ms'),
});

/** Who was deleted; a restored backup replays it. `scrubbedAtMs` null: copies outside the tables are cleaned at the next start. */
export const erasures = sqliteTable('erasures', { personId: text('person_id').primaryKey(), atMs: atMs('at_ms'), scrubbedAtMs: integer('scrubbed_at_ms') });

/** The open one-time code of a person who may choose a new PIN; only its MAC is kept. */
export const pinResets = sqliteTable('pin_resets', {
  personId: text('person_id').primaryKey(),
  codeMac: text('code_mac').notNull(),
  staffId: text('staff_id').notNull(),
  issuedAtMs: atMs('issued_at_ms'),
  /** On the lock clock. */
  expiresAtMs: atMs('expires_at_ms'),
});

export const consents = sqliteTable('consents', {
  id: text('id').primaryKey(),
  personId: text('person_id').notNull(),
  textVersion: text('text_version').notNull(),
  language: text('language', { enum: ['id', 'en'] }).notNull(),
  guardianName: text('guardian_name'),
  atMs: atMs('at_ms'),
  withdrawnAtMs: integer('withdrawn_at_ms'),
});

export const templates = sqliteTable('templates', {
  id: text('id').primaryKey(),
  personId: text('person_id').notNull(),
  /** Id of the model that made the embedding; templates of two models are never compared. */
  model: text('model').notNull(),
  version: integer('version').notNull(),
  pose: text('pose').notNull(),
  sealed: bytes('sealed').notNull(),
  quality: real('quality').notNull(),
  createdAtMs: atMs('created_at_ms'),
});

/** Kept per person, and per digest of an identifier nobody has, so that the two answer alike. Times are on the lock clock. */
export const pinGuard = sqliteTable('pin_guard', {
  subjectId: text('subject_id').primaryKey(),
  /** Wrong PINs since the last right one. */
  failures: integer('failures').notNull(),
  /** Locks since the last right PIN. */
  rounds: integer('rounds').notNull(),
  /** On the lock clock (`services/clock.ts`), not the wall clock; 0 when not locked. */
  lockedUntilMs: integer('locked_until_ms').notNull(),
  needsStaff: integer('needs_staff', { mode: 'boolean' }).notNull(),
  updatedAtMs: atMs('updated_at_ms'),
});

export const pinFailures = sqliteTable('pin_failures', { id: integer('id').primaryKey(), kioskId: text('kiosk_id').notNull(), atMs: atMs('at_ms') });

export const accounts = sqliteTable('accounts', {
  /** "cash", "sales", or the person's id. */
  id: text('id').primaryKey(),
  kind: text('kind', { enum: ['person', 'cash', 'sales'] }).notNull(),
  personId: text('person_id'),
  balance: integer('balance').notNull().default(0),
});

export const charges = sqliteTable('charges', {
  id: text('id').primaryKey(),
  amount: integer('amount').notNull(),
  state: text('state', { enum: ['open', 'paid', 'cancelled'] }).notNull(),
  createdAtMs: atMs('created_at_ms'),
  expiresAtMs: atMs('expires_at_ms'),
  kioskId: text('kiosk_id').notNull(),
});

export const attempts = sqliteTable('attempts', {
  id: text('id').primaryKey(),
  purpose: text('purpose', { enum: ['pay', 'me'] }).notNull(),
  /** Null when somebody only looks at their own data. */
  chargeId: text('charge_id'),
  nonce: text('nonce').notNull(),
  cameraId: text('camera_id').notNull(),
  steps: json<string[]>('steps'),
  state: text('state').notNull(),
  outcome: text('outcome'),
  createdAtMs: atMs('created_at_ms'),
  expiresAtMs: atMs('expires_at_ms'),
  kioskId: text('kiosk_id').notNull(),
});

export const livenessLog = sqliteTable('liveness_log', {
  id: integer('id').primaryKey(),
  attemptId: text('attempt_id').notNull(),
  atMs: atMs('at_ms'),
  step: text('step'),
  verdict: text('verdict').notNull(),
  detail: json<Record<string, unknown>>('detail'),
});

export const authorisations = sqliteTable('authorisations', {
  id: text('id').primaryKey(),
  chargeId: text('charge_id').notNull(),
  personId: text('person_id').notNull(),
  method: text('method', { enum: ['face', 'pin', 'face+pin'] }).notNull(),
  needsPin: integer('needs_pin', { mode: 'boolean' }).notNull(),
  createdAtMs: atMs('created_at_ms'),
  expiresAtMs: atMs('expires_at_ms'),
  consumedAtMs: integer('consumed_at_ms'),
  kioskId: text('kiosk_id').notNull(),
});

export const transfers = sqliteTable('transfers', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  id: text('id').notNull(),
  kind: text('kind', { enum: ['payment', 'topup', 'reversal'] }).notNull(),
  chargeId: text('charge_id'),
  authorisationId: text('authorisation_id'),
  reversesId: text('reverses_id'),
  staffId: text('staff_id'),
  personId: text('person_id').notNull(),
  fromAccountId: text('from_account_id').notNull(),
  toAccountId: text('to_account_id').notNull(),
  method: text('method', { enum: ['face', 'pin', 'face+pin', 'cash'] }).notNull(),
  amount: integer('amount').notNull(),
  atMs: atMs('at_ms'),
  kioskId: text('kiosk_id').notNull(),
  prevHash: bytes('prev_hash').notNull(),
  hash: bytes('hash').notNull(),
});

export const entries = sqliteTable('entries', {
  transferSeq: integer('transfer_seq').notNull(),
  accountId: text('account_id').notNull(),
  amount: integer('amount').notNull(),
  balanceAfter: integer('balance_after').notNull(),
}, (table) => [primaryKey({ columns: [table.transferSeq, table.accountId] })]);

export const idempotency = sqliteTable('idempotency', {
  key: text('key').primaryKey(),
  method: text('method').notNull(),
  requestHash: bytes('request_hash').notNull(),
  response: json<unknown>('response'),
  atMs: atMs('at_ms'),
});

export const audit = sqliteTable('audit', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  atMs: atMs('at_ms'),
  kioskId: text('kiosk_id').notNull(),
  actorKind: text('actor_kind', { enum: ['staff', 'person', 'kiosk', 'system'] }).notNull(),
  actorId: text('actor_id'),
  action: text('action').notNull(),
  subjectId: text('subject_id'),
  /** JSON text: hashed byte for byte, so it is never re-serialised. No biometrics, no PIN. */
  detail: text('detail').notNull(),
  prevHash: bytes('prev_hash').notNull(),
  hash: bytes('hash').notNull(),
});

export const chainHeads = sqliteTable('chain_heads', {
  name: text('name').primaryKey(),
  seq: integer('seq').notNull(),
  hash: bytes('hash').notNull(),
  mac: bytes('mac').notNull(),
});

const flag = (name: string) => integer(name, { mode: 'boolean' }).notNull();

/* Attendance. Dates are local days of the site, "YYYY-MM-DD"; times of day "HH:MM". */

export const rooms = sqliteTable('rooms', { id: text('id').primaryKey(), name: text('name').notNull(), nameFolded: text('name_folded').notNull(), createdAtMs: atMs('created_at_ms') });

export const courses = sqliteTable('courses', {
  id: text('id').primaryKey(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  nameFolded: text('name_folded').notNull(),
  teacherId: text('teacher_id'),
  createdAtMs: atMs('created_at_ms'),
  archivedAtMs: integer('archived_at_ms'),
});

export const courseRules = sqliteTable('course_rules', {
  courseId: text('course_id').notNull(),
  effectiveFrom: text('effective_from').notNull(),
  opensBeforeMin: integer('opens_before_min').notNull(),
  lateAfterMin: integer('late_after_min').notNull(),
  /** Null: open until the class ends. */
  closesAfterMin: integer('closes_after_min'),
  absentAtEnd: flag('absent_at_end'),
}, (table) => [primaryKey({ columns: [table.courseId, table.effectiveFrom] })]);

/** Who takes a course, from and until which day (inclusive; null = for good). */
export const memberships = sqliteTable('memberships', {
  courseId: text('course_id').notNull(),
  personId: text('person_id').notNull(),
  fromDate: text('from_date').notNull(),
  untilDate: text('until_date'),
}, (table) => [primaryKey({ columns: [table.courseId, table.personId] })]);

export const weeklySlots = sqliteTable('weekly_slots', {
  id: text('id').primaryKey(),
  courseId: text('course_id').notNull(),
  roomId: text('room_id').notNull(),
  /** 1 = Monday ... 7 = Sunday. */
  weekday: integer('weekday').notNull(),
  starts: text('starts').notNull(),
  /** Not after `starts`: ends on the next day. */
  ends: text('ends').notNull(),
  fromDate: text('from_date').notNull(),
  untilDate: text('until_date'),
});

export const holidays = sqliteTable('holidays', { date: text('date').primaryKey(), name: text('name').notNull() });

export const classSessions = sqliteTable('class_sessions', {
  id: text('id').primaryKey(),
  courseId: text('course_id').notNull(),
  roomId: text('room_id').notNull(),
  /** Null for a one-off session. */
  slotId: text('slot_id'),
  /** Local day on which it starts. */
  date: text('date').notNull(),
  opensAtMs: atMs('opens_at_ms'),
  startsAtMs: atMs('starts_at_ms'),
  /** From this moment on a check-in is late. */
  lateAtMs: atMs('late_at_ms'),
  /** From this moment on nobody checks in any more. */
  closesAtMs: atMs('closes_at_ms'),
  endsAtMs: atMs('ends_at_ms'),
  absentAtEnd: flag('absent_at_end'),
  /** When the end was dealt with: everybody has a mark (or `absentAtEnd` is off). */
  endedAtMs: integer('ended_at_ms'),
  cancelledAtMs: integer('cancelled_at_ms'),
  cancelReason: text('cancel_reason'),
});

export const excuses = sqliteTable('excuses', {
  id: text('id').primaryKey(),
  personId: text('person_id').notNull(),
  /** Null: for every course. */
  courseId: text('course_id'),
  kind: text('kind', { enum: ['excused', 'sick'] }).notNull(),
  fromDate: text('from_date').notNull(),
  untilDate: text('until_date').notNull(),
  note: text('note').notNull(),
  staffId: text('staff_id').notNull(),
  createdAtMs: atMs('created_at_ms'),
  revokedAtMs: integer('revoked_at_ms'),
});

export const marks = sqliteTable('marks', {
  seq: integer('seq').primaryKey(),
  id: text('id').notNull(),
  sessionId: text('session_id').notNull(),
  personId: text('person_id').notNull(),
  status: text('status', { enum: ['present', 'late', 'excused', 'sick', 'absent'] }).notNull(),
  method: text('method', { enum: ['face', 'camera', 'pin', 'identifier', 'card', 'staff', 'rule'] }).notNull(),
  atMs: atMs('at_ms'),
  cameraId: text('camera_id'),
  staffId: text('staff_id'),
  reason: text('reason'),
  voidedAtMs: integer('voided_at_ms'),
  voidedBy: text('voided_by'),
  voidReason: text('void_reason'),
  kioskId: text('kiosk_id').notNull(),
});

export const cameras = sqliteTable('cameras', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  roomId: text('room_id').notNull(),
  url: text('url').notNull(),
  username: text('username'),
  /** Sealed under the device key, like the two below. */
  sealedPassword: bytes('sealed_password'),
  sealedToken: bytes('sealed_token'),
  /** Frames of a camera with a secret must be signed with it. */
  sealedSecret: bytes('sealed_secret'),
  enabled: flag('enabled'),
  createdAtMs: atMs('created_at_ms'),
  removedAtMs: integer('removed_at_ms'),
});

export const cards = sqliteTable('cards', { personId: text('person_id').primaryKey(), version: integer('version').notNull(), issuedAtMs: atMs('issued_at_ms'), staffId: text('staff_id').notNull() });

export const imports = sqliteTable('imports', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: ['people', 'courses', 'memberships'] }).notNull(),
  fileName: text('file_name').notNull(),
  staffId: text('staff_id').notNull(),
  added: integer('added').notNull(),
  changed: integer('changed').notNull(),
  leftOut: integer('left_out').notNull(),
  atMs: atMs('at_ms'),
  undoneAtMs: integer('undone_at_ms'),
  undoneBy: text('undone_by'),
});

export const importItems = sqliteTable('import_items', {
  importId: text('import_id').notNull(),
  position: integer('position').notNull(),
  rowKey: text('row_key').notNull(),
  before: text('before', { mode: 'json' }).$type<unknown>(),
  after: json<unknown>('after'),
}, (table) => [primaryKey({ columns: [table.importId, table.position] })]);

/* Notifications. */

export const channels = sqliteTable('channels', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: ['telegram', 'slack', 'email', 'webhook', 'whatsapp'] }).notNull(),
  name: text('name').notNull(),
  /** What is no secret of how to reach it; its shape goes by the kind. */
  setup: json<unknown>('setup'),
  /** Token, password or address that is one, sealed under the device key. */
  sealedSecret: bytes('sealed_secret'),
  enabled: flag('enabled'),
  createdAtMs: atMs('created_at_ms'),
  /** Of the channel, one after the other. */
  failures: integer('failures').notNull().default(0),
  retryAtMs: integer('retry_at_ms'),
  lastSuccessAtMs: integer('last_success_at_ms'),
  lastErrorAtMs: integer('last_error_at_ms'),
  lastError: text('last_error'),
});

export const outbox = sqliteTable('outbox', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  id: text('id').notNull(),
  channelId: text('channel_id').notNull(),
  kind: text('kind').notNull(),
  /** Whom it is about, so that it is forgotten with them; null for what is about nobody. */
  personId: text('person_id'),
  payload: json<unknown>('payload'),
  createdAtMs: atMs('created_at_ms'),
  nextTryAtMs: atMs('next_try_at_ms'),
  tries: integer('tries').notNull().default(0),
  state: text('state', { enum: ['queued', 'sent', 'dead'] }).notNull(),
  lastError: text('last_error'),
  doneAtMs: integer('done_at_ms'),
});

/** Where the guardian of a person is told of arrivals. */
export const personContacts = sqliteTable('person_contacts', {
  personId: text('person_id').notNull(),
  kind: text('kind', { enum: ['telegram', 'email', 'whatsapp'] }).notNull(),
  address: text('address').notNull(),
  agreedAtMs: atMs('agreed_at_ms'),
}, (table) => [primaryKey({ columns: [table.personId, table.kind] })]);

/** Alerts that hold now. */
export const alerts = sqliteTable('alerts', { key: text('key').primaryKey(), kind: text('kind').notNull(), subject: text('subject'), sinceAtMs: atMs('since_at_ms') });

/** How a staff member likes a list: its filters and order, under a name. */
export const savedViews = sqliteTable('saved_views', {
  id: text('id').primaryKey(),
  staffId: text('staff_id').notNull(),
  list: text('list', { enum: ['people', 'transactions', 'history', 'activity', 'cameras'] }).notNull(),
  name: text('name').notNull(),
  nameFolded: text('name_folded').notNull(),
  settings: text('settings').notNull(),
  isDefault: flag('is_default'),
});

/* Backups. */

export const backupDestinations = sqliteTable('backup_destinations', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: ['folder', 's3'] }).notNull(),
  name: text('name').notNull(),
  setup: json<unknown>('setup'),
  sealedSecret: bytes('sealed_secret'),
  /** Written into the folder too: another disk at the same place does not have it. */
  marker: text('marker').notNull(),
  enabled: flag('enabled'),
  createdAtMs: atMs('created_at_ms'),
  /** Value of `key_changes.rev` when the keys were written there last; null: never. */
  keysRev: integer('keys_rev'),
  lastSuccessAtMs: integer('last_success_at_ms'),
  lastErrorAtMs: integer('last_error_at_ms'),
  lastError: text('last_error'),
  retryAtMs: integer('retry_at_ms'),
});

export const backups = sqliteTable('backups', {
  destinationId: text('destination_id').notNull(),
  name: text('name').notNull(),
  atMs: atMs('at_ms'),
  bytes: integer('bytes').notNull(),
  /** Of the sealed file, hex. */
  sha256: text('sha256').notNull(),
}, (table) => [primaryKey({ columns: [table.destinationId, table.name] })]);

/** One row. `rev` counts destroyed keys and deleted people. */
export const keyChanges = sqliteTable('key_changes', { id: integer('id').primaryKey(), rev: integer('rev').notNull() });
