/**
 * Every expected failure has a code here and a sentence in both languages (`src/renderer/i18n/{id,en}/errors.json`).
 * The renderer's dictionary is typed `Record<ErrorCode, string>`: a new code does not compile until someone writes it.
 */
export const errorCodes = [
  // the door
  'INTERNAL', 'BAD_INPUT', 'NOT_ALLOWED', 'SESSION_EXPIRED', 'SETUP_NEEDED', 'SETUP_DONE', 'BUSY',
  // staff
  'LOGIN_FAILED', 'LOGIN_LOCKED', 'PASSWORD_WEAK', 'USERNAME_TAKEN', 'REAUTH_NEEDED', 'REAUTH_FAILED',
  'LAST_OWNER', 'STAFF_CODE_WRONG', 'TOTP_NEEDED', 'TOTP_WRONG', 'TOTP_SETUP_OVER', 'TOTP_OFF', 'LOGIN_ENDED',
  // money
  'PAYMENTS_CLOSED', 'CHARGE_NOT_FOUND', 'CHARGE_EXPIRED', 'CHARGE_PAID', 'CHARGE_CANCELLED', 'AMOUNT_OUT_OF_RANGE',
  'IDEMPOTENCY_MISMATCH', 'INSUFFICIENT_FUNDS', 'BALANCE_LIMIT', 'DAY_LIMIT', 'AUTHORISATION_EXPIRED', 'AUTHORISATION_USED',
  // faces
  'ATTEMPT_NOT_FOUND', 'ATTEMPT_EXPIRED', 'ATTEMPT_BROKEN', 'NO_FACE', 'MORE_THAN_ONE_FACE', 'FACE_CHANGED', 'CHALLENGE_FAILED',
  'NOT_LIVE', 'FACE_UNKNOWN', 'FACE_AMBIGUOUS', 'FACE_DUPLICATE', 'FACE_KNOWN', 'ENGINE_UNAVAILABLE', 'MODEL_HASH_WRONG',
  // PIN
  'PIN_WRONG', 'PIN_LOCKED', 'PIN_STAFF_NEEDED', 'PIN_KIOSK_LIMIT', 'PIN_WEAK', 'PIN_NEEDED',
  // people
  'PERSON_NOT_FOUND', 'EDIT_CONFLICT', 'NAME_DIFFERS', 'BALANCE_LEFT', 'CODE_WRONG', 'IDENTIFIER_TAKEN', 'CONSENT_NEEDED', 'ENROLMENT_NOT_FOUND', 'ENROLMENT_EXPIRED', 'ENROLMENT_INCOMPLETE',
  // attendance
  'ROOM_NOT_FOUND', 'COURSE_NOT_FOUND', 'SLOT_NOT_FOUND', 'SESSION_NOT_FOUND', 'STAFF_NOT_FOUND', 'NAME_TAKEN', 'CODE_TAKEN', 'DATE_PAST', 'DATES_REVERSED',
  'SESSION_OVER', 'SESSION_PLANNED', 'NOT_A_MEMBER', 'SAME_STATUS', 'MARK_NOT_FOUND', 'MARK_VOIDED', 'EXCUSE_NOT_FOUND', 'WATCH_NOT_FOUND', 'CARD_REFUSED', 'ME_CLOSED',
  // files and cameras
  'FILE_UNREADABLE', 'FILE_TOO_LARGE', 'COLUMNS_MISSING', 'IMPORT_NOT_FOUND', 'IMPORT_OUTDATED', 'IMPORT_UNDONE', 'IMPORT_IN_USE', 'ROOM_CAMERA_NOT_FOUND',
  // lists and exports
  'EXPORT_BUSY', 'EXPORT_TOO_LARGE', 'EXPORT_GONE',
  'VIEW_NOT_FOUND',

  // notifications
  'CHANNEL_NOT_FOUND', 'CHANNEL_LIMIT',

  // settings
  'SETTINGS_DISAGREE',

  // backups
  'RECOVERY_KEY_NEEDED', 'RECOVERY_KEY_WRONG', 'DESTINATION_NOT_FOUND', 'DESTINATION_LIMIT', 'BACKUP_TARGET_MISSING', 'BACKUP_TARGET_DENIED', 'BACKUP_TARGET_FULL',
  'BACKUP_TARGET_UNREACHABLE', 'BACKUP_TARGET_INSIDE', 'BACKUP_NOT_FOUND', 'BACKUP_UNREADABLE', 'BACKUP_DIFFERS', 'BACKUP_NEWER', 'BACKUP_BROKEN', 'BACKUP_KEYS_MISSING', 'RESTORE_GONE',

  // the machine
  'DISK_FULL', 'DATABASE_LOCKED', 'DATABASE_CORRUPT', 'DATABASE_NEWER', 'DATA_FOLDER_NOT_WRITABLE', 'CLOCK_MOVED', 'KEY_MISSING',
  'KEY_BACKEND_CHANGED', 'LEDGER_BROKEN',
  // raised by the renderer itself: the camera in front of the person
  'CAMERA_NONE', 'CAMERA_IN_USE', 'CAMERA_DENIED', 'CAMERA_LOST', 'CAMERA_BLACK', 'HOST_UNREACHABLE',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Values a sentence may mention: `{minutes}`, `{left}`, `{min}`, `{max}`, `{reason}`. Never a score, a name or a balance of somebody else. */
export type RefusalData = Record<string, string | number | boolean>;

/** An *expected* failure. Crosses to the renderer as `{ ok: false, code, data }`; anything else thrown becomes `INTERNAL`. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly data: RefusalData;
  constructor(code: ErrorCode, data: RefusalData = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.data = data;
  }
}

export type Result<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; data: RefusalData };
