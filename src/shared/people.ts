/** The words of people at the desk, for both sides of the fence. */

/** How a request to the kiosk to take somebody's face is doing. */
export const enrolRequestStates = ['none', 'waiting', 'accepted', 'declined', 'expired', 'done'] as const;
export type EnrolRequestState = (typeof enrolRequestStates)[number];

/** What is said of one photo; what to do about it is in the people dictionaries. */
export const photoVerdicts = ['ok', 'unreadable', 'tooManyPixels', 'noFace', 'manyFaces', 'small', 'dark', 'bright', 'blurred', 'turned', 'covered', 'otherPerson', 'duplicate'] as const;
export type PhotoVerdict = (typeof photoVerdicts)[number];

export const photoRules = {
  /** 12 MiB: the largest photos of phones. */
  maxBytes: 12 * 1024 * 1024,
  /** What one call carries. */
  pieceBytes: 512 * 1024,
  /** Read from the header, before a pixel is decoded. */
  maxPixels: 40_000_000,
  fewest: 3,
  most: 10,
} as const;

/** Orders of the list of people: by registration, by name, by balance; `Down` from the largest or last. */
export const peopleSorts = ['newest', 'oldest', 'name', 'nameDown', 'balance', 'balanceDown'] as const;
export type PeopleSort = (typeof peopleSorts)[number];
