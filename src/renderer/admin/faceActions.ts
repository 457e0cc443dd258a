import type { PersonRow } from '../../shared/contract.ts';
import type { Failure } from './lists.ts';
import type { Tools } from './store.ts';

/** Erasing somebody's face: asked, then done. Asking main twice is harmless, so a lost answer is simply asked for again. */
export type FaceErasure =
  | { at: 'closed' }
  | { at: 'asking'; person: PersonRow; sending: boolean; failure: Failure | null }
  | { at: 'done'; personId: string };

export interface FaceActions {
  /** Shows what would be erased and what would stay. */
  askEraseFace(person: PersonRow): void;
  eraseFace(): Promise<void>;
  closeEraseFace(): void;
}

export function createFaceActions({ get, set, ask }: Tools): FaceActions {
  return {
    askEraseFace: (person) => set({ faceErasure: { at: 'asking', person, sending: false, failure: null } }),

    async eraseFace() {
      const { faceErasure } = get();
      if (faceErasure.at !== 'asking' || faceErasure.sending) return;
      const sent = { ...faceErasure, sending: true, failure: null };
      set({ faceErasure: sent });
      const { personId } = sent.person;
      const answer = await ask('people.eraseFace', { personId });
      if (answer.ok) get().putFaceErased(personId);
      // The session may have ended meanwhile, which closed the dialog.
      if (get().faceErasure !== sent) return;
      set({ faceErasure: answer.ok ? { at: 'done', personId } : { ...sent, sending: false, failure: { code: answer.code, data: answer.data } } });
    },

    closeEraseFace() {
      const { faceErasure } = get();
      if (faceErasure.at === 'asking' && faceErasure.sending) return;
      set({ faceErasure: { at: 'closed' } });
    },
  };
}
