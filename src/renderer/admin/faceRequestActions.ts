import type { EnrolRequestState } from '../../shared/people.ts';
import type { Failure } from './lists.ts';
import type { Tools } from './store.ts';

/** How the kiosk is doing with the person whose panel is open. `expiresAtMs`: when nobody follows it. */
export interface FaceRequest { personId: string; state: EnrolRequestState; expiresAtMs: number | null; failure: Failure | null }

export interface FaceRequestActions {
  /** Asks the kiosk to take somebody's face. */
  requestFace(personId: string): Promise<void>;
  withdrawFace(personId: string): Promise<void>;
  /** Reads how it is doing; this person is followed from now on. */
  followFaceRequest(personId: string): Promise<void>;
  /** Main says that a request moved on. */
  faceRequestChanged(): void;
  /** Once a second: what nobody followed is over. */
  tickFaceRequest(): void;
}

const isOpen = (state: EnrolRequestState): boolean => state === 'waiting' || state === 'accepted';

export function createFaceRequestActions({ get, set, ask, now }: Tools): FaceRequestActions {
  const put = (faceRequest: FaceRequest | null) => set({ faceRequest });

  async function follow(personId: string): Promise<void> {
    if (get().faceRequest?.personId !== personId) put({ personId, state: 'none', expiresAtMs: null, failure: null });
    const answer = await ask('enrolments.requestState', { personId });
    const followed = get().faceRequest;
    if (answer.ok && followed?.personId === personId) put({ ...followed, ...answer.value });
  }

  async function change(personId: string, method: 'request' | 'withdraw'): Promise<void> {
    const answer = method === 'request' ? await ask('enrolments.request', { personId }) : await ask('enrolments.withdraw', {});
    const followed = get().faceRequest;
    if (followed?.personId === personId) put({ ...followed, failure: answer.ok ? null : { code: answer.code, data: answer.data } });
    await follow(personId);
  }

  return {
    requestFace: (personId) => change(personId, 'request'),
    withdrawFace: (personId) => change(personId, 'withdraw'),
    followFaceRequest: follow,

    faceRequestChanged() {
      const { faceRequest } = get();
      if (faceRequest) void follow(faceRequest.personId);
    },

    tickFaceRequest() {
      const { faceRequest } = get();
      if (!faceRequest || !isOpen(faceRequest.state) || faceRequest.expiresAtMs === null || now() < faceRequest.expiresAtMs) return;
      put({ ...faceRequest, state: 'expired' });
      void follow(faceRequest.personId);
    },
  };
}
