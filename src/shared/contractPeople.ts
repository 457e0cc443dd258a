import { z } from 'zod';
import { atMs, entry, id, identifier, language, localDate, money, nothing, personName, pin } from './contractParts.ts';
import { enrolRequestStates, photoRules, photoVerdicts } from './people.ts';

/*
 * The contract's half about people at the desk: their rows, deleting them, new PINs, and enrolment that staff begin; spread into `contract`.
 */

const management = ['owner', 'admin'] as const;
const moneyRoles = ['owner', 'admin', 'cashier'] as const;

/** Staff's own words about somebody; empty is nothing. */
const note = z.string().trim().max(300).regex(/^[^\p{Cc}]*$/u).nullable().transform((text) => text || null);
const guardianName = z.string().trim().max(80).regex(/^[^\p{Cc}]*$/u).nullable().transform((text) => text || null);
const fields = { name: personName, identifier, guardianName, note };

const detail = z.object({
  personId: id,
  /** Goes out with the row and comes back with the edit. */
  revision: z.int().positive(),
  name: z.string(),
  identifier: z.string(),
  guardianName: z.string().nullable(),
  note: z.string().nullable(),
  active: z.boolean(),
  createdAtMs: atMs,
  editedAtMs: atMs.nullable(),
  /** Staff who made the last edit; null for none, and where a file was imported over it. */
  editedBy: z.string().nullable(),
  /** Last payment, arrival or look at their own data; null: never. */
  lastSeenAtMs: atMs.nullable(),
  balance: money,
  hasPin: z.boolean(),
  pinLocked: z.boolean(),
  /** A one-time code for a new PIN is out. */
  resetOpen: z.boolean(),
  /** Null without a face. `model`: which engine's templates these are. */
  face: z.object({ model: z.string(), templates: z.int(), createdAtMs: atMs, fromPhotos: z.boolean() }).nullable(),
  consents: z.array(z.object({ atMs, textVersion: z.string(), language, guardianName: z.string().nullable(), withdrawnAtMs: atMs.nullable() })),
  card: z.object({ version: z.int(), issuedAtMs: atMs }).nullable(),
  courses: z.array(z.object({ code: z.string(), name: z.string(), fromDate: localDate, untilDate: localDate.nullable() })),
  transactions: z.int(),
  marks: z.int(),
});
export type PersonDetail = z.infer<typeof detail>;

const receipt = z.object({
  atMs,
  /** What stands in the books from now on. */
  standsAs: z.string(),
  erased: z.object({ templates: z.int(), keys: z.int(), pins: z.int(), cards: z.int(), consents: z.int(), memberships: z.int(), excuses: z.int(), imports: z.int() }),
  /** Bookings and marks that stay, without the name. */
  kept: z.int(),
});
export type ErasureReceipt = z.infer<typeof receipt>;

const photoAnswers = z.object({ photos: z.array(z.object({ photoId: id, verdict: z.enum(photoVerdicts) })), ready: z.boolean() });
export type PhotoAnswers = z.infer<typeof photoAnswers>;

export const peopleContract = {
  /** Everything staff may know of somebody. Deactivated people too; not deleted ones. @throws PERSON_NOT_FOUND */
  'people.get': entry({ role: moneyRoles, input: z.object({ personId: id }), output: detail }),
  /** A person without a face and without a PIN: both are added at the kiosk, or a face from photos. @throws IDENTIFIER_TAKEN */
  'people.create': entry({ role: management, input: z.object(fields), output: z.object({ personId: id }) }),
  /** `revision`: what the editor saw. @throws EDIT_CONFLICT (with what stands now, who wrote it and when) IDENTIFIER_TAKEN PERSON_NOT_FOUND */
  'people.save': entry({ role: management, input: z.object({ personId: id, revision: z.int().positive(), ...fields }), output: z.object({ revision: z.int().positive() }) }),
  /** Cannot pay or check in any more, and no camera knows them; everything is kept. @throws PERSON_NOT_FOUND */
  'people.deactivate': entry({ role: management, input: z.object({ personId: id }), output: nothing }),
  /** Takes a deactivation back, face included. @throws PERSON_NOT_FOUND */
  'people.reactivate': entry({ role: management, input: z.object({ personId: id }), output: nothing }),
  /** Deletes somebody for good: only what the books need stays, without the name. `confirmName` is typed by staff. @throws PERSON_NOT_FOUND NAME_DIFFERS BALANCE_LEFT */
  'people.erase': entry({ role: management, fresh: true, input: z.object({ personId: id, confirmName: z.string().max(200) }), output: receipt }),
  /** People nobody has seen for as long as the site keeps data (`retentionMonths`; 0 = for ever, nobody is due), longest unseen first, at most 500. */
  'people.due': entry({
    role: management,
    input: nothing,
    output: z.object({ months: z.int().nonnegative(), rows: z.array(z.object({ personId: id, name: z.string(), identifier: z.string(), lastSeenAtMs: atMs, balance: money })) }),
  }),
  /** Deletes those of the given people who are due and have no balance left. */
  'people.eraseDue': entry({ role: management, fresh: true, input: z.object({ personIds: z.array(id).min(1).max(500) }), output: z.object({ erased: z.int(), left: z.int() }) }),

  /** A one-time code with which a person chooses a new PIN at the kiosk: 8 digits, good for 24 hours, shown this once. An older code ends. @throws PERSON_NOT_FOUND */
  'pins.issueReset': entry({
    role: moneyRoles, fresh: true, input: z.object({ personId: id }),
    output: z.object({ code: z.string().regex(/^\d{8}$/), expiresAtMs: atMs, name: z.string(), identifier: z.string(), siteName: z.string() }),
  }),
  /** Number and code open the choice of a new PIN for five minutes. A number nobody has answers exactly like a wrong code. @throws CODE_WRONG PIN_STAFF_NEEDED PIN_KIOSK_LIMIT */
  'pins.openReset': entry({ role: 'kiosk', input: z.object({ identifier, code: z.string().regex(/^\d{8}$/) }), output: z.object({ token: z.string() }) }),
  /** Sets the PIN, spends the code and ends every lock. A weak PIN spends nothing. @throws PIN_WEAK CODE_WRONG */
  'pins.finishReset': entry({ role: 'kiosk', input: z.object({ token: z.string().min(1).max(64), pin }), output: nothing }),

  /** Asks the idle kiosk to take this person's face; three minutes. A newer request ends an older one. @throws PERSON_NOT_FOUND FACE_KNOWN ENGINE_UNAVAILABLE */
  'enrolments.request': entry({ role: management, input: z.object({ personId: id }), output: nothing }),
  /** Takes it back. */
  'enrolments.withdraw': entry({ role: management, input: nothing, output: nothing }),
  /** How the request for this person is doing; `none`: there is none. */
  'enrolments.requestState': entry({ role: management, input: z.object({ personId: id }), output: z.object({ state: z.enum(enrolRequestStates), expiresAtMs: atMs.nullable() }) }),
  /** What the kiosk is asked for now; null: nothing. */
  'enrolments.pending': entry({ role: 'kiosk', input: nothing, output: z.object({ request: z.object({ requestId: id, name: z.string(), identifier: z.string(), needsPin: z.boolean(), expiresAtMs: atMs }).nullable() }) }),
  /** The person does not want to, or is not there. */
  'enrolments.decline': entry({ role: 'kiosk', input: z.object({ requestId: id }), output: nothing }),

  /**
   * Begins an enrolment from photos; a consent on paper comes first: who gave it is the person, or for a minor the guardian. Ten minutes, in RAM.
   * @throws PERSON_NOT_FOUND FACE_KNOWN CONSENT_NEEDED ENGINE_UNAVAILABLE
   */
  'photos.begin': entry({
    role: management,
    input: z.object({ personId: id, consent: z.object({ textVersion: z.string().max(32), language, accepted: z.literal(true), minor: z.boolean(), guardianName: personName.nullable() }) }),
    output: z.object({ photoSetId: id }),
  }),
  /**
   * A piece of one photo, in order; with the last one the photo is looked at and forgotten. JPEG, PNG or WebP by content, at most 12 MiB and 40 megapixels.
   * Answers the verdict on every whole photo so far. @throws ENROLMENT_NOT_FOUND FILE_TOO_LARGE
   */
  'photos.add': entry({
    role: management,
    input: z.object({ photoSetId: id, photoId: id, size: z.int().positive(), offset: z.int().nonnegative(), piece: z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0 && bytes.length <= photoRules.pieceBytes, { message: 'a piece is 1 byte to 512 KiB' }) }),
    output: photoAnswers,
  }),
  /** Leaves one out again. @throws ENROLMENT_NOT_FOUND */
  'photos.remove': entry({ role: management, input: z.object({ photoSetId: id, photoId: id }), output: photoAnswers }),
  /** Seals the templates and keeps the consent. At least three photos must be good. @throws ENROLMENT_NOT_FOUND ENROLMENT_INCOMPLETE FACE_DUPLICATE FACE_KNOWN */
  'photos.finish': entry({ role: management, input: z.object({ photoSetId: id }), output: z.object({ templates: z.int() }) }),
  /** Forgets what was seen. */
  'photos.cancel': entry({ role: management, input: z.object({ photoSetId: id }), output: nothing }),
} as const;
