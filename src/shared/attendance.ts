/** The words of attendance, for both sides of the fence. Labels are in the dictionaries: hadir, terlambat, izin, sakit, alpa. */

export const markStatuses = ['present', 'late', 'excused', 'sick', 'absent'] as const;
export type MarkStatus = (typeof markStatuses)[number];

/**
 * How a mark came about. `face`: at the kiosk; `camera`: by a camera in the room; `identifier`: number alone, where the site allows it;
 * `staff`: by hand, with a reason; `rule`: when the class ended.
 */
export const markMethods = ['face', 'camera', 'pin', 'identifier', 'card', 'staff', 'rule'] as const;
export type MarkMethod = (typeof markMethods)[number];

/**
 * What a look at somebody led to. `marked` wrote a row; the others say why none was written.
 * `noClass`: they take nothing that meets now or later today; `notEnrolled`: a class meets here, but they do not take it.
 */
export const checkinOutcomes = ['marked', 'alreadyMarked', 'tooEarly', 'closed', 'notEnrolled', 'noClass', 'unknown', 'ambiguous', 'notLive'] as const;
export type CheckinOutcome = (typeof checkinOutcomes)[number];

/** `planned`: not open yet; `open`: check-in is open; `closed`: no more check-in, the class goes on; `ended`: over. */
export const sessionStates = ['planned', 'open', 'closed', 'ended', 'cancelled'] as const;
export type SessionState = (typeof sessionStates)[number];

export const kioskModes = ['pay', 'attendance', 'both'] as const;
export type KioskMode = (typeof kioskModes)[number];

/** When a check-in asks for a movement besides the passive check: never, when the passive check is in doubt, or always. */
export const challengePolicies = ['never', 'doubtful', 'always'] as const;
export type ChallengePolicy = (typeof challengePolicies)[number];

export interface CourseRules {
  /** Check-in opens this many minutes before the class starts, 0..240. */
  opensBeforeMin: number;
  /** From this many minutes after the start on a check-in is late, 0..240. */
  lateAfterMin: number;
  /** This many minutes after the start check-in closes, 1..1440; null: when the class ends. */
  closesAfterMin: number | null;
  /** Who has no mark when the class ends is absent (or excused, where an excuse was given in advance). */
  absentAtEnd: boolean;
}

/** Until a course has rules of its own. */
export const defaultRules: CourseRules = { opensBeforeMin: 15, lateAfterMin: 15, closesAfterMin: null, absentAtEnd: true };

export const importKinds = ['people', 'courses', 'memberships'] as const;
export type ImportKind = (typeof importKinds)[number];

/** What an import does with a row: add it, change what is there, nothing because it says the same, or nothing because it is wrong. */
export const importVerdicts = ['new', 'change', 'same', 'bad'] as const;
export type ImportVerdict = (typeof importVerdicts)[number];

/** What can be wrong with a cell; the sentences are in the admin dictionaries. */
export const importProblems = [
  'missing', 'tooLong', 'tooShort', 'badCharacters', 'badDate', 'untilBeforeFrom', 'twiceInFile', 'unknownPerson', 'unknownCourse', 'unknownTeacher', 'archivedCourse', 'deactivatedPerson',
] as const;
export type ImportProblem = (typeof importProblems)[number];

/** How a room camera is doing. `waiting`: between two tries; `stalled`: connected, but no picture comes. */
export const cameraStates = ['off', 'connecting', 'live', 'stalled', 'waiting'] as const;
export type CameraState = (typeof cameraStates)[number];

/** Why a camera gives no picture, or a frame was not used; the sentences are in the admin dictionaries. */
export const cameraTroubles = [
  'unreachable', 'unauthorised', 'redirected', 'notFound', 'busy', 'notMjpeg', 'partTooLarge', 'headersTooLarge', 'badFraming', 'stalled', 'ended', 'badPicture', 'unsigned', 'badSignature', 'replayed', 'clockApart',
] as const;
export type CameraTrouble = (typeof cameraTroubles)[number];
