import { z } from 'zod';
import { cameraStates, cameraTroubles, challengePolicies, checkinOutcomes, importKinds, importProblems, importVerdicts, kioskModes, markMethods, markStatuses, sessionStates } from './attendance.ts';
import { advice, atMs, entry, id, identifier, jpeg, localDate, money, nothing, personName, pin, reason, step, timeOfDay } from './contractParts.ts';

/*
 * The contract's attendance half; spread into `contract`. A teacher sees and changes only courses that are theirs: for any other
 * COURSE_NOT_FOUND, as if it did not exist.
 */

const management = ['owner', 'admin'] as const;
const teaching = ['owner', 'admin', 'teacher'] as const;

const search = z.string().max(80).default('');
const cursor = z.string().max(120).nullable().default(null);
const pageSize = z.int().min(1).max(200).default(50);
/** "MTK-7A", "IPA.8": 2-20 of A-Z 0-9 . - */
export const courseCode = z.string().trim().toUpperCase().min(2).max(20).regex(/^[A-Z0-9.-]+$/);
const status = z.enum(markStatuses);

const room = z.object({ roomId: id, name: z.string() });
export type Room = z.infer<typeof room>;

const rules = z.object({
  opensBeforeMin: z.int().min(0).max(240),
  lateAfterMin: z.int().min(0).max(240),
  closesAfterMin: z.int().min(1).max(1440).nullable(),
  absentAtEnd: z.boolean(),
});

const course = z.object({
  courseId: id,
  code: z.string(),
  name: z.string(),
  teacherId: id.nullable(),
  teacherName: z.string().nullable(),
  /** People who take it today. */
  members: z.int(),
  archived: z.boolean(),
});
export type CourseRow = z.infer<typeof course>;

const slot = z.object({
  slotId: id,
  courseId: id,
  roomId: id,
  roomName: z.string(),
  /** 1 = Monday ... 7 = Sunday. */
  weekday: z.int().min(1).max(7),
  starts: timeOfDay,
  /** Not after `starts`: the class ends on the next day. */
  ends: timeOfDay,
  fromDate: localDate,
  untilDate: localDate.nullable(),
});
export type Slot = z.infer<typeof slot>;

const courseDetail = course.extend({
  slots: z.array(slot),
  /** Newest first; the one that holds today is the first with `effectiveFrom` not after today. */
  rules: z.array(rules.extend({ effectiveFrom: localDate })),
});
export type CourseDetail = z.infer<typeof courseDetail>;

const member = z.object({ personId: id, name: z.string(), identifier: z.string(), hasFace: z.boolean(), fromDate: localDate, untilDate: localDate.nullable() });
export type Member = z.infer<typeof member>;

const counts = z.object({ present: z.int(), late: z.int(), excused: z.int(), sick: z.int(), absent: z.int() });
export type MarkCounts = z.infer<typeof counts>;
/** (present + late) / all marks, 0..1; null where there are none. */
const rate = z.number().min(0).max(1).nullable();

const classSession = z.object({
  sessionId: id,
  courseId: id,
  courseCode: z.string(),
  courseName: z.string(),
  teacherName: z.string().nullable(),
  roomId: id,
  roomName: z.string(),
  /** Local day on which it starts. */
  date: localDate,
  opensAtMs: atMs, startsAtMs: atMs, lateAtMs: atMs, closesAtMs: atMs, endsAtMs: atMs,
  state: z.enum(sessionStates),
  cancelReason: z.string().nullable(),
  oneOff: z.boolean(),
  members: z.int(),
  counts,
});
export type ClassSession = z.infer<typeof classSession>;

const mark = z.object({
  markId: id,
  sessionId: id,
  courseId: id,
  courseCode: z.string(),
  courseName: z.string(),
  date: localDate,
  startsAtMs: atMs,
  personId: id,
  personName: z.string(),
  identifier: z.string(),
  status,
  method: z.enum(markMethods),
  atMs,
  /** Staff who made it by hand; null for every other method. */
  staffName: z.string().nullable(),
  /** Why, for a mark by hand; for one by rule the note of the excuse that covered it, if one did; else null. */
  reason: z.string().nullable(),
  voided: z.object({ atMs, staffName: z.string(), reason: z.string() }).nullable(),
});
export type MarkRow = z.infer<typeof mark>;

const boardRow = z.object({
  personId: id,
  name: z.string(),
  identifier: z.string(),
  /** The mark that counts. */
  mark: z.object({ markId: id, status, method: z.enum(markMethods), atMs, staffName: z.string().nullable(), reason: z.string().nullable() }).nullable(),
  /** An excuse given in advance that will become the mark if nothing else does. */
  excuse: z.enum(['excused', 'sick']).nullable(),
  /** Marks of this session that were voided. */
  voided: z.int(),
});
export type BoardRow = z.infer<typeof boardRow>;

const excuse = z.object({
  excuseId: id, personId: id, personName: z.string(), courseId: id.nullable(), courseName: z.string().nullable(), kind: z.enum(['excused', 'sick']),
  fromDate: localDate, untilDate: localDate, note: z.string(), staffName: z.string(), createdAtMs: atMs, revoked: z.boolean(),
});
export type Excuse = z.infer<typeof excuse>;

const camera = z.object({
  cameraId: id,
  name: z.string(),
  roomId: id,
  roomName: z.string(),
  url: z.string(),
  username: z.string().nullable(),
  hasPassword: z.boolean(),
  hasToken: z.boolean(),
  /** Its frames are signed; unsigned ones are not used. */
  hasSecret: z.boolean(),
  enabled: z.boolean(),
  health: z.object({
    state: z.enum(cameraStates),
    /** Why the last connection or frame failed; null while all is well. */
    trouble: z.enum(cameraTroubles).nullable(),
    /** Over the last ten seconds. */
    fps: z.number().nonnegative(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    /** Since the app started. */
    frames: z.int(),
    /** Came while an older one was still being looked at, and were passed over for a newer one. */
    skipped: z.int(),
    /** Not used: unsigned, altered, replayed, out of order, or no picture. */
    refused: z.int(),
    /** Pauses of more than a second between frames. */
    gaps: z.int(),
    reconnects: z.int(),
    lastFrameAtMs: atMs.nullable(),
    /** From arrival of a frame to the answer of the vision worker, median of the last 50; null before the first. */
    latencyMs: z.number().nullable(),
    /** As the firmware reports it; null when it does not. */
    rssiDbm: z.int().nullable(),
    retryAtMs: atMs.nullable(),
  }),
});
export type CameraRow = z.infer<typeof camera>;

/** Fractions of the frame's width and height, 0..1. */
const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

const greeting = z.object({
  /** Counts up; a screen shows each once. */
  greetingId: z.int(),
  outcome: z.enum(checkinOutcomes),
  /** Null for whom nobody knows. */
  firstName: z.string().nullable(),
  status: status.nullable(),
  courseName: z.string().nullable(),
  roomName: z.string().nullable(),
  /** When they were marked, now or before; null when they were not. */
  markedAtMs: atMs.nullable(),
  /** `tooEarly`: when to come back. */
  opensAtMs: atMs.nullable(),
});
export type Greeting = z.infer<typeof greeting>;

const importPreview = z.object({
  importId: id,
  kind: z.enum(importKinds),
  fileName: z.string(),
  counts: z.object({ new: z.int(), change: z.int(), same: z.int(), bad: z.int() }),
  /** Every bad row and the first 200 of the others, in the file's order. */
  rows: z.array(z.object({
    /** Row number as the spreadsheet shows it: the heading is row 1. */
    row: z.int().positive(),
    verdict: z.enum(importVerdicts),
    /** What the row is about, as it was read. */
    text: z.string(),
    problems: z.array(z.object({ column: z.string(), problem: z.enum(importProblems), value: z.string() })),
  })),
  expiresAtMs: atMs,
});
export type ImportPreview = z.infer<typeof importPreview>;

const importRun = z.object({
  importId: id, kind: z.enum(importKinds), fileName: z.string(), staffName: z.string(), atMs,
  added: z.int(), changed: z.int(), leftOut: z.int(), undoneAtMs: atMs.nullable(), undoneBy: z.string().nullable(),
});
export type ImportRun = z.infer<typeof importRun>;

const period = { fromDate: localDate, toDate: localDate };
const dayCounts = counts.extend({ date: localDate });

export const attendanceContract = {
  /** People by name or number, without what a teacher need not know: newest first when `search` is empty. At most 50. */
  'people.find': entry({ role: teaching, input: z.object({ search }), output: z.object({ rows: z.array(z.object({ personId: id, name: z.string(), identifier: z.string(), hasFace: z.boolean() })) }) }),

  /** How attendance works here; changed by `settings.save`. */
  'attendance.settings': entry({
    role: teaching,
    input: nothing,
    output: z.object({
      kioskMode: z.enum(kioskModes),
      /** The room the kiosk stands in: only its classes are marked there. Null: every class of the moment. */
      kioskRoomId: id.nullable(),
      challenge: z.enum(challengePolicies),
      /** A number without a PIN checks in, for people who have no PIN. Off by default: a friend could type it. */
      identifierAlone: z.boolean(),
      zone: z.string(),
    }),
  }),

  'rooms.list': entry({ role: teaching, input: nothing, output: z.object({ rows: z.array(room) }) }),
  /** @throws ROOM_NOT_FOUND NAME_TAKEN */
  'rooms.save': entry({ role: management, input: z.object({ roomId: id.nullable(), name: personName }), output: room }),

  /** By code. Archived ones only when asked for. */
  'courses.list': entry({
    role: teaching,
    input: z.object({ search, archived: z.boolean().default(false), limit: pageSize, cursor }),
    output: z.object({ rows: z.array(course), nextCursor: z.string().nullable(), total: z.int() }),
  }),
  /** @throws COURSE_NOT_FOUND */
  'courses.get': entry({ role: teaching, input: z.object({ courseId: id }), output: courseDetail }),
  /** @throws COURSE_NOT_FOUND CODE_TAKEN STAFF_NOT_FOUND */
  'courses.save': entry({ role: management, input: z.object({ courseId: id.nullable(), code: courseCode, name: personName, teacherId: id.nullable() }), output: course }),
  /** An archived course meets no more; what was marked stays. Its sessions that have not opened are removed. @throws COURSE_NOT_FOUND */
  'courses.archive': entry({ role: management, input: z.object({ courseId: id, archived: z.boolean() }), output: nothing }),
  /** Rules hold from a day on, today or later; sessions that have not opened follow them. @throws COURSE_NOT_FOUND DATE_PAST */
  'courses.saveRules': entry({ role: teaching, input: z.object({ courseId: id, effectiveFrom: localDate, rules }), output: nothing }),
  /** A weekly class; it stays with its course. Sessions of today and the next 14 days are made at once, but none that is over; those that opened stay as they are. @throws COURSE_NOT_FOUND ROOM_NOT_FOUND SLOT_NOT_FOUND DATES_REVERSED */
  'slots.save': entry({
    role: management,
    input: z.object({ slotId: id.nullable(), courseId: id, roomId: id, weekday: z.int().min(1).max(7), starts: timeOfDay, ends: timeOfDay, fromDate: localDate, untilDate: localDate.nullable() }),
    output: slot,
  }),
  /** Its sessions that have not opened go too. @throws SLOT_NOT_FOUND */
  'slots.remove': entry({ role: management, input: z.object({ slotId: id }), output: nothing }),

  /** Who takes the course, by name. @throws COURSE_NOT_FOUND */
  'members.list': entry({ role: teaching, input: z.object({ courseId: id, search, limit: z.int().min(1).max(500).default(200), cursor }), output: z.object({ rows: z.array(member), nextCursor: z.string().nullable(), total: z.int() }) }),
  /** `added` counts those who did not take it already; those who did are given these dates. @throws COURSE_NOT_FOUND PERSON_NOT_FOUND DATES_REVERSED */
  'members.add': entry({ role: management, input: z.object({ courseId: id, personIds: z.array(id).min(1).max(500), fromDate: localDate, untilDate: localDate.nullable() }), output: z.object({ added: z.int() }) }),
  /** From today on; marks stay. @throws COURSE_NOT_FOUND PERSON_NOT_FOUND (also where they never took it) */
  'members.remove': entry({ role: management, input: z.object({ courseId: id, personId: id }), output: nothing }),

  'holidays.list': entry({ role: teaching, input: z.object(period), output: z.object({ rows: z.array(z.object({ date: localDate, name: z.string() })) }) }),
  /** No class meets on a holiday: sessions of that day that have not opened are removed, and made again when it is taken away; one-off and cancelled ones stay. @throws DATE_PAST */
  'holidays.save': entry({ role: management, input: z.object({ date: localDate, name: personName.nullable() }), output: nothing }),

  /** Class sessions of some days, at most 62, by start. @throws DATES_REVERSED BAD_INPUT */
  'sessions.list': entry({ role: teaching, input: z.object({ ...period, courseId: id.nullable().default(null) }), output: z.object({ rows: z.array(classSession) }) }),
  /** One session outside the timetable; on a holiday too. @throws COURSE_NOT_FOUND (also where it is archived) ROOM_NOT_FOUND DATE_PAST (also where it would be over already) */
  'sessions.add': entry({ role: teaching, input: z.object({ courseId: id, roomId: id, date: localDate, starts: timeOfDay, ends: timeOfDay }), output: z.object({ sessionId: id }) }),
  /** Nobody is marked absent for it, and marks made before are voided with the reason; harmless when it is cancelled already. @throws SESSION_NOT_FOUND SESSION_OVER */
  'sessions.cancel': entry({ role: teaching, input: z.object({ sessionId: id, reason }), output: nothing }),
  /** The live board of one session: everybody who takes it, by name. @throws SESSION_NOT_FOUND */
  'sessions.board': entry({ role: teaching, input: z.object({ sessionId: id }), output: z.object({ session: classSession, rows: z.array(boardRow) }) }),

  /** Every mark, in the order in which they were made; voided ones too when asked for. */
  'marks.list': entry({
    role: teaching,
    input: z.object({
      search, courseId: id.nullable().default(null), personId: id.nullable().default(null), sessionId: id.nullable().default(null), status: status.nullable().default(null),
      fromDate: localDate.nullable().default(null), toDate: localDate.nullable().default(null), voided: z.boolean().default(false), sort: z.enum(['newest', 'oldest']).default('newest'), limit: pageSize, cursor,
    }),
    output: z.object({ rows: z.array(mark), nextCursor: z.string().nullable(), total: z.int() }),
  }),
  /** By hand: voids the mark that counts, if there is one, and makes another. @throws SESSION_NOT_FOUND NOT_A_MEMBER SESSION_PLANNED SESSION_OVER (it was cancelled) SAME_STATUS */
  'marks.override': entry({ role: teaching, input: z.object({ sessionId: id, personId: id, status, reason }), output: z.object({ markId: id }) }),
  /** The mark no longer counts. @throws MARK_NOT_FOUND MARK_VOIDED */
  'marks.void': entry({ role: teaching, input: z.object({ markId: id, reason }), output: nothing }),

  /** In advance or afterwards: absences it covers that nobody marked by hand become excused, or sick. For every course (null) only by the management. @throws PERSON_NOT_FOUND COURSE_NOT_FOUND DATES_REVERSED */
  'excuses.add': entry({
    role: teaching,
    input: z.object({ personId: id, courseId: id.nullable(), kind: z.enum(['excused', 'sick']), fromDate: localDate, untilDate: localDate, note: reason }),
    output: z.object({ excuseId: id }),
  }),
  'excuses.list': entry({ role: teaching, input: z.object({ search, fromDate: localDate, limit: pageSize, cursor }), output: z.object({ rows: z.array(excuse), nextCursor: z.string().nullable(), total: z.int() }) }),
  /** Marks already made by it stay; change them by hand. @throws EXCUSE_NOT_FOUND */
  'excuses.revoke': entry({ role: teaching, input: z.object({ excuseId: id }), output: nothing }),

  /** A period, at most 400 days, over every course the caller may see or one of them. Days and courses without marks are left out. @throws DATES_REVERSED COURSE_NOT_FOUND */
  'stats.period': entry({
    role: teaching,
    input: z.object({ ...period, courseId: id.nullable().default(null) }),
    output: z.object({ counts, rate, days: z.array(dayCounts), courses: z.array(counts.extend({ courseId: id, code: z.string(), name: z.string(), rate })) }),
  }),
  /** Everybody who takes a course, lowest rate first; who has no mark comes last. @throws COURSE_NOT_FOUND DATES_REVERSED */
  'stats.course': entry({ role: teaching, input: z.object({ ...period, courseId: id }), output: z.object({ people: z.array(counts.extend({ personId: id, name: z.string(), identifier: z.string(), rate })) }) }),
  /** One person over a period, in the courses the caller may see. @throws PERSON_NOT_FOUND DATES_REVERSED */
  'stats.person': entry({
    role: teaching,
    input: z.object({ ...period, personId: id }),
    output: z.object({ name: z.string(), identifier: z.string(), counts, rate, days: z.array(dayCounts), courses: z.array(counts.extend({ courseId: id, code: z.string(), name: z.string(), rate })) }),
  }),
  /** The daily report: every session of a day with its counts, and who was late, excused, sick or absent. */
  'stats.day': entry({
    role: teaching,
    input: z.object({ date: localDate }),
    output: z.object({ counts, rate, sessions: z.array(classSession.extend({ notable: z.array(z.object({ personId: id, name: z.string(), status, atMs })) })) }),
  }),

  /**
   * Looks at a CSV or XLSX file and says what each row would do; nothing is changed. Kept for 30 minutes. Columns, in any order, Indonesian or English:
   * people: name, identifier; courses: code, name, teacher (user name); memberships: identifier, course, from, until. At most 900 KiB and 10 000 rows.
   * @throws FILE_UNREADABLE FILE_TOO_LARGE COLUMNS_MISSING
   */
  'imports.preview': entry({
    role: management,
    input: z.object({ kind: z.enum(importKinds), fileName: z.string().min(1).max(200), bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0 && bytes.length <= 900 * 1024, { message: 'a file is 1 byte to 900 KiB' }) }),
    output: importPreview,
  }),
  /** Applies what was previewed in one transaction, without the bad rows. @throws IMPORT_NOT_FOUND IMPORT_OUTDATED (something changed since) */
  'imports.commit': entry({ role: management, input: z.object({ importId: id }), output: importRun }),
  /** Puts every row back as it was. @throws IMPORT_NOT_FOUND IMPORT_UNDONE IMPORT_IN_USE (`count` rows were changed or used since: nothing is undone) */
  'imports.undo': entry({ role: management, input: z.object({ importId: id }), output: importRun }),
  /** Newest first, at most 50. */
  'imports.list': entry({ role: management, input: nothing, output: z.object({ rows: z.array(importRun) }) }),

  /** Cameras in rooms, with how they are doing. */
  'cameras.list': entry({ role: management, input: nothing, output: z.object({ rows: z.array(camera) }) }),
  /** Password, token and secret: undefined leaves what is there, null removes it. `secret`: 64 hex digits, as the firmware shows it. @throws ROOM_CAMERA_NOT_FOUND ROOM_NOT_FOUND */
  'cameras.save': entry({
    role: management,
    input: z.object({
      cameraId: id.nullable(), name: personName, roomId: id, url: z.url({ protocol: /^https?$/ }).max(300), enabled: z.boolean(),
      username: z.string().max(80).nullable(), password: z.string().max(200).nullable().optional(), token: z.string().max(200).nullable().optional(), secret: z.string().regex(/^[0-9a-f]{64}$/).nullable().optional(),
    }),
    output: z.object({ cameraId: id }),
  }),
  /** @throws ROOM_CAMERA_NOT_FOUND */
  'cameras.remove': entry({ role: management, fresh: true, input: z.object({ cameraId: id }), output: nothing }),
  /** The newest picture with whom it shows, for a live preview; ask about four times a second. Nothing of it is kept. @throws ROOM_CAMERA_NOT_FOUND */
  'cameras.view': entry({
    role: management,
    input: z.object({ cameraId: id }),
    output: z.object({
      picture: z.object({ atMs, width: z.int(), height: z.int(), jpeg: z.instanceof(Uint8Array) }).nullable(),
      faces: z.array(z.object({ trackId: z.int(), box, name: z.string().nullable(), outcome: z.enum(checkinOutcomes).nullable() })),
    }),
  }),

  /** Text of the person's card, to print as a QR code. `renew`: older cards stop working. @throws PERSON_NOT_FOUND */
  'cards.issue': entry({ role: management, input: z.object({ personId: id, renew: z.boolean() }), output: z.object({ text: z.string(), version: z.int(), name: z.string(), identifier: z.string(), siteName: z.string() }) }),

  /** What the check-in screen shows around the picture. Latest arrivals: first names only, newest first, at most 8. */
  'checkins.board': entry({
    role: 'kiosk',
    input: nothing,
    output: z.object({
      roomName: z.string().nullable(),
      /** Open for check-in now, by start. */
      open: z.array(z.object({ courseName: z.string(), roomName: z.string(), startsAtMs: atMs, lateAtMs: atMs, closesAtMs: atMs, endsAtMs: atMs, members: z.int(), here: z.int() })),
      /** The next one that opens today. */
      next: z.object({ courseName: z.string(), roomName: z.string(), opensAtMs: atMs, startsAtMs: atMs }).nullable(),
      latest: z.array(z.object({ firstName: z.string(), status, atMs })),
    }),
  }),
  /** Begins to watch the kiosk's camera for check-ins; an earlier watch ends. @throws SETUP_NEEDED ENGINE_UNAVAILABLE */
  'checkins.begin': entry({ role: 'kiosk', input: z.object({ cameraId: z.string().min(1).max(256) }), output: z.object({ watchId: id }) }),
  /** One frame; main detects, follows, recognises, votes and marks. A frame that comes while another is looked at, or was captured before the last one, is answered at once with the last state and not looked at. @throws WATCH_NOT_FOUND ENGINE_UNAVAILABLE */
  'checkins.frame': entry({
    role: 'kiosk',
    input: z.object({ watchId: id, capturedAtMs: z.number().nonnegative(), jpeg }),
    output: z.object({
      faces: z.array(z.object({ trackId: z.int(), box, state: z.enum(['looking', 'tooFar', 'challenge', 'done', 'refused']) })),
      /** New since the last answer. */
      greetings: z.array(greeting),
      /** What the person of that track should do now. */
      challenge: z.object({ trackId: z.int(), firstName: z.string(), step, progress: z.number().min(0).max(1) }).nullable(),
      advice,
    }),
  }),
  /** Stops watching; what was seen is forgotten. */
  'checkins.end': entry({ role: 'kiosk', input: z.object({ watchId: id }), output: nothing }),
  /** Number and PIN; the number alone where the site allows it and the person has no PIN. An unknown number answers exactly like a wrong PIN. @throws PIN_WRONG PIN_LOCKED PIN_STAFF_NEEDED PIN_KIOSK_LIMIT PIN_NEEDED */
  'checkins.byNumber': entry({ role: 'kiosk', input: z.object({ identifier, pin: pin.nullable() }), output: greeting }),
  /** A card held before the camera, or read by a hand scanner. @throws CARD_REFUSED */
  'checkins.byCard': entry({ role: 'kiosk', input: z.object({ text: z.string().min(1).max(300) }), output: greeting }),

  /** A finished look (`attempts.begin` without a charge) opens the person's own data for 60 seconds without a touch. @throws like `attempts.submit` */
  'me.openByFace': entry({ role: 'kiosk', input: z.object({ attemptId: id, nonce: z.string().max(64) }), output: z.object({ token: z.string(), idleAfterMs: z.int() }) }),
  /** @throws PIN_WRONG PIN_LOCKED PIN_STAFF_NEEDED PIN_KIOSK_LIMIT */
  'me.openByPin': entry({ role: 'kiosk', input: z.object({ identifier, pin }), output: z.object({ token: z.string(), idleAfterMs: z.int() }) }),
  /** Profile, balance, the last 10 transactions, today's classes and the attendance of this term (180 days). Counts as a touch. @throws ME_CLOSED */
  'me.overview': entry({
    role: 'kiosk',
    input: z.object({ token: z.string().max(64) }),
    output: z.object({
      name: z.string(), identifier: z.string(), balance: money, hasFace: z.boolean(), createdAtMs: atMs,
      transactions: z.array(z.object({ kind: z.enum(['payment', 'topup']), amount: money, atMs, method: z.enum(['face', 'pin', 'face+pin', 'cash']) })),
      today: z.array(z.object({ courseName: z.string(), roomName: z.string(), startsAtMs: atMs, endsAtMs: atMs, status: status.nullable(), state: z.enum(sessionStates) })),
      counts, rate,
      courses: z.array(counts.extend({ code: z.string(), name: z.string(), rate })),
      marks: z.array(z.object({ courseName: z.string(), startsAtMs: atMs, status })),
    }),
  }),
  /** The person's own wish, on the screen in front of them: as `people.eraseFace`. @throws ME_CLOSED */
  'me.eraseFace': entry({ role: 'kiosk', input: z.object({ token: z.string().max(64) }), output: z.object({ templates: z.int().nonnegative() }) }),
  /** Logs out; harmless when already closed. */
  'me.close': entry({ role: 'kiosk', input: z.object({ token: z.string().max(64) }), output: nothing }),
} as const;
