import { z } from 'zod';
import { atMs, entry, id, nothing, personName, staffRoles } from './contractParts.ts';
import { accountStates, loginProofs } from './staff.ts';

/*
 * The contract's part about accounts of staff: opening and ending them, one-time codes, passwords, the second step, sessions; spread into `contract`.
 * Login and re-authentication are in contract.ts.
 */

const management = ['owner', 'admin'] as const;

const role = z.enum(staffRoles);
const username = z.string().trim().toLowerCase().regex(/^[a-z0-9._-]{3,32}$/);
const password = z.string().min(1).max(1024);

const account = z.object({
  staffId: id,
  /** Goes out with the row and comes back with the edit. */
  revision: z.int().positive(),
  name: z.string(),
  username: z.string(),
  role,
  state: z.enum(accountStates),
  createdAtMs: atMs,
  /** Null: never. */
  lastLoginAtMs: atMs.nullable(),
  /** Logs in with a second step. */
  totp: z.boolean(),
  /** A one-time code is out and good until then; null for none. */
  codeUntilMs: atMs.nullable(),
  /** Windows where this person is logged in now. */
  sessions: z.int().nonnegative(),
  editedAtMs: atMs.nullable(),
  editedBy: z.string().nullable(),
});
export type StaffAccount = z.infer<typeof account>;

const issued = z.object({
  staffId: id,
  /** Ten signs, shown once and kept as a digest only. */
  code: z.string(),
  expiresAtMs: atMs,
  purpose: z.enum(['invite', 'reset']),
  name: z.string(),
  username: z.string(),
  siteName: z.string(),
});
export type IssuedCode = z.infer<typeof issued>;

const session = z.object({
  sessionId: id,
  staffId: id,
  name: z.string(),
  role,
  startedAtMs: atMs,
  lastActiveAtMs: atMs,
  proof: z.enum(loginProofs),
  /** The window that asks. */
  current: z.boolean(),
});
export type StaffSession = z.infer<typeof session>;

const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const staffContract = {
  /** Who may be given work: invited and active accounts, oldest first. */
  'staff.list': entry({ role: management, input: nothing, output: z.object({ rows: z.array(z.object({ staffId: id, name: z.string(), username: z.string(), role, createdAtMs: atMs })) }) }),
  /** Every account, also those that were ended: these last, the others oldest first. */
  'staff.accounts': entry({ role: management, input: nothing, output: z.object({ rows: z.array(account) }) }),

  /** Opens an account and answers the one-time code its person chooses a password with, good for 24 hours. @throws NOT_ALLOWED (a role that is not the caller's to give) USERNAME_TAKEN */
  'staff.invite': entry({ role: management, fresh: true, input: z.object({ name: personName, username, role }), output: issued }),
  /**
   * A new one-time code in place of any before: for an invited account from whoever may manage it, good for 24 hours; for a forgotten password from an owner who is
   * somebody else, good for an hour. The old password holds until the code is used. @throws STAFF_NOT_FOUND NOT_ALLOWED
   */
  'staff.issueCode': entry({ role: management, fresh: true, input: z.object({ staffId: id }), output: issued }),
  /**
   * The code becomes the person's own password, once; every session of theirs ends, and none is opened. Failures count as those of a login do, and after five the code is
   * void. A user name nobody has answers like a wrong code. @throws PASSWORD_WEAK STAFF_CODE_WRONG LOGIN_LOCKED
   */
  'staff.redeem': entry({ role: 'login', input: z.object({ username: z.string().trim().toLowerCase().max(64), code: z.string().max(40), password }), output: nothing }),

  /** Name, user name and role. Another role ends the person's sessions. Where both want the same nothing is refused. @throws STAFF_NOT_FOUND NOT_ALLOWED EDIT_CONFLICT USERNAME_TAKEN LAST_OWNER */
  'staff.save': entry({ role: management, fresh: true, input: z.object({ staffId: id, revision: z.int().positive(), name: personName, username, role }), output: z.object({ revision: z.int().positive() }) }),
  /** Ends an account and its sessions; what the person did stays under their name. @throws STAFF_NOT_FOUND NOT_ALLOWED LAST_OWNER */
  'staff.deactivate': entry({ role: management, fresh: true, input: z.object({ staffId: id }), output: nothing }),
  /** Takes it back, with the password of before. @throws STAFF_NOT_FOUND NOT_ALLOWED */
  'staff.reactivate': entry({ role: management, fresh: true, input: z.object({ staffId: id }), output: nothing }),

  /** The caller's own account. `totp`: null while no second step is asked for. */
  'staff.account': entry({
    role: staffRoles, input: nothing,
    output: z.object({ name: z.string(), username: z.string(), role, passwordAtMs: atMs.nullable(), totp: z.object({ sinceAtMs: atMs, recoveryLeft: z.int().nonnegative() }).nullable() }),
  }),
  /** One's own password; every other session of one's own ends. `current` counts as a try of a login does. @throws PASSWORD_WEAK REAUTH_FAILED LOGIN_LOCKED */
  'staff.changePassword': entry({ role: staffRoles, fresh: true, input: z.object({ current: z.string().max(1024), password }), output: nothing }),

  /** Begins the set-up of a second step: a secret for an authenticator, kept for ten minutes and in force only once `totpConfirm` saw a code of it. `uri`: for a QR code. */
  'staff.totpBegin': entry({ role: staffRoles, fresh: true, input: nothing, output: z.object({ secret: z.string(), uri: z.string() }) }),
  /** From now on a login asks for a code. Answers the recovery codes, this once; every other session of one's own ends. @throws TOTP_SETUP_OVER TOTP_WRONG */
  'staff.totpConfirm': entry({ role: staffRoles, fresh: true, input: z.object({ code: z.string().max(40) }), output: recoveryCodes }),
  /** New recovery codes; those of before are void. @throws TOTP_OFF */
  'staff.renewRecovery': entry({ role: staffRoles, fresh: true, input: nothing, output: recoveryCodes }),
  /** One's own second step is no longer asked for. Harmless where there was none. */
  'staff.totpOff': entry({ role: staffRoles, fresh: true, input: nothing, output: nothing }),
  /** The same for a colleague who lost the phone and the recovery codes; their sessions end. @throws STAFF_NOT_FOUND */
  'staff.totpDrop': entry({ role: ['owner'], fresh: true, input: z.object({ staffId: id }), output: nothing }),

  /** Where one is logged in, latest activity first; an owner sees everybody's. */
  'staff.sessions': entry({ role: staffRoles, input: nothing, output: z.object({ rows: z.array(session) }) }),
  /** Ends a session at once: one's own, or anybody's for an owner. @throws LOGIN_ENDED (over already, or not the caller's) */
  'staff.endSession': entry({ role: staffRoles, input: z.object({ sessionId: id }), output: nothing }),
} as const;
