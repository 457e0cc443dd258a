import { consentTextVersion } from '../../shared/consent.ts';
import type { Input, Language, PersonRow } from '../../shared/contract.ts';
import { photoRules, type PhotoVerdict } from '../../shared/people.ts';
import type { Result } from '../../shared/errors.ts';
import type { PhotoAnswers } from '../../shared/contractPeople.ts';
import type { Failure } from './lists.ts';
import { failureOf } from './loads.ts';
import type { Tools } from './store.ts';

/** A photo somebody chose. `verdict` null: it waits, or is being looked at; `tooLarge` and `notSent` are said here, the rest by main. */
export interface PhotoShown { photoId: string; fileName: string; file: Blob; verdict: PhotoVerdict | 'tooLarge' | 'notSent' | null }

/** From a consent on paper to a face: agreed, shown, judged, enrolled. Photos are held by this page until the dialog closes, and by nobody after. */
export type PhotoFlow =
  | { at: 'closed' }
  | { at: 'consent'; person: PersonRow }
  | { at: 'photos'; person: PersonRow; photoSetId: string; photos: readonly PhotoShown[]; ready: boolean; sending: boolean; failure: Failure | null }
  | { at: 'done'; person: PersonRow; templates: number };

export interface PaperConsent { language: Language; minor: boolean; guardianName: string }

export interface PhotoActions {
  openPhotos(person: PersonRow): void;
  /** The paper is signed: photos may be looked at. */
  agreeToPhotos(consent: PaperConsent): Promise<Failure | null>;
  /** Looks at them one after another; those over the most are left out. */
  addPhotos(files: readonly { name: string; file: Blob }[]): Promise<void>;
  removePhoto(photoId: string): Promise<void>;
  finishPhotos(): Promise<void>;
  /** Ends this step, if it is still the one that is shown. */
  closePhotos(step: PhotoFlow['at']): void;
}

export function createPhotoActions({ get, set, ask, newId }: Tools): PhotoActions {
  const put = (photos: PhotoFlow) => set({ photos });
  let sending: Promise<void> = Promise.resolve();

  /** The set as it is now; null once it was closed or another was begun. */
  function current(photoSetId: string): Extract<PhotoFlow, { at: 'photos' }> | null {
    const { photos } = get();
    return photos.at === 'photos' && photos.photoSetId === photoSetId ? photos : null;
  }

  function judge(photoSetId: string, { photos, ready }: PhotoAnswers): void {
    const flow = current(photoSetId);
    if (!flow) return;
    const told = new Map(photos.map(({ photoId, verdict }) => [photoId, verdict]));
    put({ ...flow, ready, photos: flow.photos.map((one) => ({ ...one, verdict: told.get(one.photoId) ?? one.verdict })) });
  }

  function say(photoSetId: string, photoId: string, verdict: PhotoShown['verdict']): void {
    const flow = current(photoSetId);
    if (flow) put({ ...flow, photos: flow.photos.map((one) => (one.photoId === photoId ? { ...one, verdict } : one)) });
  }

  function refuse(photoSetId: string, failure: Failure): void {
    const flow = current(photoSetId);
    if (flow) put({ ...flow, sending: false, failure });
  }

  /** Piece by piece, as long as it is still wanted. Null: it is not. */
  async function send(photoSetId: string, { photoId, file }: PhotoShown): Promise<Result<PhotoAnswers> | null> {
    let answer: Result<PhotoAnswers> | null = null;
    for (let offset = 0; offset < file.size; offset += photoRules.pieceBytes) {
      if (!current(photoSetId)?.photos.some((one) => one.photoId === photoId)) return null;
      const piece = new Uint8Array(await file.slice(offset, offset + photoRules.pieceBytes).arrayBuffer());
      answer = await ask('photos.add', { photoSetId, photoId, size: file.size, offset, piece });
      if (!answer.ok) return answer;
    }
    return answer;
  }

  async function look(photoSetId: string, photo: PhotoShown): Promise<void> {
    // Main would say so too; what is not sent costs nothing.
    if (photo.file.size > photoRules.maxBytes) return say(photoSetId, photo.photoId, 'tooLarge');
    if (photo.file.size === 0) return say(photoSetId, photo.photoId, 'unreadable');
    let answer: Result<PhotoAnswers> | null;
    try {
      answer = await send(photoSetId, photo);
    } catch {
      // The file went away, or the stick it was on.
      return say(photoSetId, photo.photoId, 'notSent');
    }
    if (answer === null) return;
    if (answer.ok) return judge(photoSetId, answer.value);
    say(photoSetId, photo.photoId, answer.code === 'FILE_TOO_LARGE' ? 'tooLarge' : 'notSent');
    refuse(photoSetId, { code: answer.code, data: answer.data });
  }

  return {
    openPhotos: (person) => put({ at: 'consent', person }),

    async agreeToPhotos({ language, minor, guardianName }) {
      const flow = get().photos;
      if (flow.at !== 'consent') return null;
      const consent: Input<'photos.begin'>['consent'] = { textVersion: consentTextVersion, language, accepted: true, minor, guardianName: minor ? guardianName : null };
      const answer = await ask('photos.begin', { personId: flow.person.personId, consent });
      if (!answer.ok) return failureOf(answer);
      // The session may have ended meanwhile, which closed the dialog.
      if (get().photos === flow) put({ at: 'photos', person: flow.person, photoSetId: answer.value.photoSetId, photos: [], ready: false, sending: false, failure: null });
      return null;
    },

    async addPhotos(files) {
      const flow = get().photos;
      if (flow.at !== 'photos' || flow.sending) return;
      const { photoSetId } = flow;
      const added = files.slice(0, Math.max(0, photoRules.most - flow.photos.length)).map(({ name, file }): PhotoShown => ({ photoId: newId(), fileName: name, file, verdict: null }));
      put({ ...flow, failure: null, photos: [...flow.photos, ...added] });
      // Pieces of two photos must not mix: whatever is chosen meanwhile waits for these.
      sending = sending.then(async () => { for (const photo of added) await look(photoSetId, photo); });
      await sending;
    },

    async removePhoto(photoId) {
      const flow = get().photos;
      if (flow.at !== 'photos' || flow.sending) return;
      put({ ...flow, photos: flow.photos.filter((one) => one.photoId !== photoId) });
      const answer = await ask('photos.remove', { photoSetId: flow.photoSetId, photoId });
      if (answer.ok) judge(flow.photoSetId, answer.value);
      else refuse(flow.photoSetId, { code: answer.code, data: answer.data });
    },

    async finishPhotos() {
      const flow = get().photos;
      if (flow.at !== 'photos' || flow.sending || !flow.ready) return;
      put({ ...flow, sending: true, failure: null });
      const answer = await ask('photos.finish', { photoSetId: flow.photoSetId });
      if (!current(flow.photoSetId)) return;
      if (!answer.ok) return refuse(flow.photoSetId, { code: answer.code, data: answer.data });
      put({ at: 'done', person: flow.person, templates: answer.value.templates });
      await get().loadPeople();
    },

    closePhotos(step) {
      const flow = get().photos;
      if (flow.at !== step || (flow.at === 'photos' && flow.sending)) return;
      put({ at: 'closed' });
      if (flow.at === 'photos') void ask('photos.cancel', { photoSetId: flow.photoSetId });
    },
  };
}
