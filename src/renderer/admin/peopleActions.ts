import type { PersonRow } from '../../shared/contract.ts';
import type { Rupiah } from '../../shared/money.ts';
import type { PeopleSort } from '../../shared/people.ts';
import { noPages, type Pages } from './lists.ts';
import { createReader } from './reader.ts';
import type { Tools } from './store.ts';

export interface PeopleFilter {
  search: string;
  /** Those put to rest are shown, and only those. */
  inactive: boolean;
  /** With a face or PIN, or without; null: whichever. */
  face: boolean | null;
  pin: boolean | null;
  /** Whoever takes this course now. */
  courseId: string | null;
  sort: PeopleSort;
}

export interface PeopleView extends Pages<PersonRow>, PeopleFilter {
  /** The person whose panel is open. */
  selected: PersonRow | null;
}

export const everybody: PeopleFilter = { search: '', inactive: false, face: null, pin: null, courseId: null, sort: 'newest' };
export const emptyPeople: PeopleView = { ...noPages, ...everybody, selected: null };

export const filterOfPeople = ({ search, inactive, face, pin, courseId, sort }: PeopleFilter): PeopleFilter & Record<string, string | boolean | null> => ({ search, inactive, face, pin, courseId, sort });

/** What main is asked, for the list and for a file of it. */
export function askedPeople({ search, inactive, face, pin, courseId, sort }: PeopleFilter) {
  return { search, ...(inactive && { inactive }), ...(face !== null && { face }), ...(pin !== null && { pin }), ...(courseId !== null && { courseId }), ...(sort !== 'newest' && { sort }) };
}

export interface PeopleActions {
  loadPeople(): Promise<void>;
  morePeople(): Promise<void>;
  /** Shows the text at once and asks main when the typing pauses. */
  searchPeople(text: string): void;
  showInactive(inactive: boolean): void;
  filterPeople(patch: Partial<PeopleFilter>): void;
  selectPerson(person: PersonRow | null): void;
  /** A receipt told the new balance: shown without waiting for the next reading. */
  putBalance(personId: string, balance: Rupiah): void;
  /** Main answered that the face is gone: shown without waiting for the next reading. */
  putFaceErased(personId: string): void;
}

/** Long enough for the next letter, too short to be noticed. */
export const searchAfterMs = 180;

export function createPeopleActions({ get, set, ask, onDrop }: Tools): PeopleActions {
  let typing: ReturnType<typeof setTimeout> | null = null;
  const change = (patch: Partial<PeopleView>) => set({ people: { ...get().people, ...patch } });

  const stopTyping = () => {
    if (typing) clearTimeout(typing);
    typing = null;
  };

  /** What an answer told of one person, wherever they are on screen. */
  const putInto = (personId: string, told: Partial<PersonRow>) => {
    const put = (row: PersonRow) => (row.personId === personId ? { ...row, ...told } : row);
    const { rows, selected } = get().people;
    change({ rows: rows.map(put), selected: selected && put(selected) });
  };

  const reader = createReader({
    read: (cursor, limit) => ask('people.list', { ...askedPeople(get().people), limit, cursor }),
    get: () => get().people,
    idOf: (row: PersonRow) => row.personId,
    put(patch) {
      const open = get().people.selected;
      const fresh = open && patch.rows?.find((row) => row.personId === open.personId);
      change(fresh ? { ...patch, selected: fresh } : patch);
    },
  });

  onDrop(() => {
    stopTyping();
    reader.drop();
  });

  function filterPeople(patch: Partial<PeopleFilter>): void {
    reader.drop();
    change({ ...patch, phase: 'loading', loadingMore: false, selected: null });
    stopTyping();
    // Letters come in rows, clicks do not.
    typing = setTimeout(() => void reader.first(), 'search' in patch ? searchAfterMs : 0);
  }

  return {
    loadPeople() {
      // A question still waiting for the typing to pause is asked by this very call.
      stopTyping();
      return reader.again();
    },
    morePeople: () => reader.more(),
    searchPeople: (search) => filterPeople({ search }),
    showInactive: (inactive) => filterPeople({ inactive }),
    filterPeople,
    selectPerson: (person) => change({ selected: person }),
    putBalance: (personId, balance) => putInto(personId, { balance }),
    putFaceErased: (personId) => putInto(personId, { hasFace: false }),
  };
}
