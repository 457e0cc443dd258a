import type { PersonRow } from '../../shared/contract.ts';
import type { Rupiah } from '../../shared/money.ts';
import { noPages, type Pages } from './lists.ts';
import { createReader } from './reader.ts';
import type { Tools } from './store.ts';

export interface PeopleView extends Pages<PersonRow> {
  search: string;
  /** Those put to rest are shown, and only those. */
  inactive: boolean;
  /** The person whose panel is open. */
  selected: PersonRow | null;
}

export const emptyPeople: PeopleView = { ...noPages, search: '', inactive: false, selected: null };

export interface PeopleActions {
  loadPeople(): Promise<void>;
  morePeople(): Promise<void>;
  /** Shows the text at once and asks main when the typing pauses. */
  searchPeople(text: string): void;
  showInactive(inactive: boolean): void;
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
    read: (cursor, limit) => ask('people.list', { search: get().people.search, ...(get().people.inactive && { inactive: true }), limit, cursor }),
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

  return {
    loadPeople() {
      // A question still waiting for the typing to pause is asked by this very call.
      stopTyping();
      return reader.again();
    },
    morePeople: () => reader.more(),
    searchPeople(text) {
      reader.drop();
      change({ search: text, phase: 'loading', loadingMore: false, selected: null });
      stopTyping();
      typing = setTimeout(() => void reader.first(), searchAfterMs);
    },
    showInactive(inactive) {
      reader.drop();
      change({ inactive, phase: 'loading', loadingMore: false, selected: null });
      void reader.first();
    },
    selectPerson: (person) => change({ selected: person }),
    putBalance: (personId, balance) => putInto(personId, { balance }),
    putFaceErased: (personId) => putInto(personId, { hasFace: false }),
  };
}
