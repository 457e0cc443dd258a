import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EnrolRequestState } from '../../shared/people.ts';
import { photoRules } from '../../shared/people.ts';
import { fakeBridge, owner, person, refused, status, uuid } from './admin.testkit.ts';
import { createAdminStore } from './store.ts';

/* What a person's panel does over several steps: a face from photos, and a face the kiosk is asked for. */

const ok = <T>(value: T) => ({ ok: true as const, value });
const someone = person(1, { hasFace: false });

async function desk(patch: Parameters<typeof fakeBridge>[0] = {}) {
  const fake = fakeBridge({
    'site.status': () => ok(status), 'staff.me': () => ok({ ...owner, role: 'admin' }), 'staff.logout': () => ok({}), 'people.list': () => ok({ rows: [someone], nextCursor: null, total: 1 }),
    'dashboard.today': () => ok({ date: '2026-08-01', nowMs: 0, money: null, attendance: null, machine: null, firstSteps: null }),
    'photos.begin': () => ok({ photoSetId: uuid(70) }), 'photos.cancel': () => ok({}),
    ...patch,
  });
  const clock = { at: Date.parse('2026-08-01T03:00:00Z') };
  let ids = 0;
  const store = createAdminStore({ bridge: fake.bridge, now: () => clock.at, newId: () => uuid(++ids) });
  const see = () => store.getState();
  see().listen();
  await see().start();
  see().goTo('people');
  await vi.runAllTimersAsync();
  return { ...fake, see, clock };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a face from photos', () => {
  const photo = (bytes: number) => new Blob([new Uint8Array(bytes)]);
  const agree = { language: 'id', minor: false, guardianName: 'tidak dipakai' } as const;
  const good = (photoIds: readonly string[]) => ({ photos: photoIds.map((photoId) => ({ photoId, verdict: 'ok' as const })), ready: photoIds.length >= photoRules.fewest });

  /** A main that finds every whole photo good. */
  function judging() {
    const whole: string[] = [];
    return {
      'photos.add': ({ photoId, size, offset, piece }: { photoId: string; size: number; offset: number; piece: Uint8Array }) => {
        if (offset + piece.length === size) whole.push(photoId);
        return ok(good(whole));
      },
      'photos.remove': ({ photoId }: { photoId: string }) => {
        whole.splice(whole.indexOf(photoId), 1);
        return ok(good(whole));
      },
      'photos.finish': () => ok({ templates: whole.length }),
    };
  }

  test('the consent comes first, photos go out in pieces one after another, and three good ones are a face', async () => {
    const { see, callsOf } = await desk(judging());
    see().openPhotos(someone);
    await see().finishPhotos();
    expect(await see().agreeToPhotos(agree)).toBeNull();
    expect(callsOf('photos.begin')[0]?.input).toMatchObject({ personId: someone.personId, consent: { accepted: true, minor: false, guardianName: null } });
    await see().addPhotos([{ name: 'a.jpg', file: photo(photoRules.pieceBytes + 5) }, { name: 'b.jpg', file: photo(9) }]);
    expect(callsOf('photos.add').map(({ input }) => { const { offset, size } = input as { offset: number; size: number }; return [offset, size]; }))
      .toEqual([[0, photoRules.pieceBytes + 5], [photoRules.pieceBytes, photoRules.pieceBytes + 5], [0, 9]]);
    expect(see().photos).toMatchObject({ at: 'photos', ready: false });
    await see().finishPhotos();
    expect(callsOf('photos.finish')).toHaveLength(0);
    await see().addPhotos([{ name: 'c.jpg', file: photo(9) }]);
    await see().finishPhotos();
    expect(see().photos).toMatchObject({ at: 'done', templates: 3 });
  });

  test('200 MB are refused without a byte of them being sent, an empty file too, and no more than ten are taken', async () => {
    const { see, callsOf } = await desk(judging());
    see().openPhotos(someone);
    await see().agreeToPhotos(agree);
    const large = { size: 200 * 1024 * 1024, slice: () => { throw new Error('read'); } } as unknown as Blob; // only its size may be looked at
    await see().addPhotos([{ name: 'besar.jpg', file: large }, { name: 'kosong.jpg', file: photo(0) }]);
    expect(see().photos).toMatchObject({ photos: [{ verdict: 'tooLarge' }, { verdict: 'unreadable' }] });
    expect(callsOf('photos.add')).toHaveLength(0);
    await see().addPhotos(Array.from({ length: 12 }, (_, i) => ({ name: `${i}.jpg`, file: photo(1) })));
    expect(see().photos).toMatchObject({ photos: { length: 10 } });
    expect(callsOf('photos.add')).toHaveLength(8);
  });

  test('a photo taken out while it is sent is not sent on; closing forgets all of them in main too', async () => {
    const { see, callsOf, answers } = await desk(judging());
    see().openPhotos(someone);
    await see().agreeToPhotos(agree);
    const judge = answers['photos.add'];
    answers['photos.add'] = async (input) => {
      await see().removePhoto(input.photoId);
      return judge?.(input) ?? refused('BUSY');
    };
    await see().addPhotos([{ name: 'a.jpg', file: photo(photoRules.pieceBytes * 3) }]);
    expect(callsOf('photos.add')).toHaveLength(1);
    see().closePhotos('consent');
    expect(see().photos.at).toBe('photos');
    see().closePhotos('photos');
    expect(see().photos).toEqual({ at: 'closed' });
    expect(callsOf('photos.cancel')).toHaveLength(1);
  });

  test('a refusal is said beside the photos, which stay; a file that went away is said of that file', async () => {
    const { see, answers } = await desk({ ...judging(), 'photos.finish': () => refused('FACE_DUPLICATE') });
    see().openPhotos(someone);
    await see().agreeToPhotos(agree);
    const gone = { size: 9, slice: () => { throw new Error('the stick was pulled'); } } as unknown as Blob; // a file of a disk that is gone
    await see().addPhotos([{ name: 'hilang.jpg', file: gone }, ...Array.from({ length: 3 }, (_, i) => ({ name: `${i}.jpg`, file: photo(1) }))]);
    expect(see().photos).toMatchObject({ photos: [{ verdict: 'notSent' }, { verdict: 'ok' }, { verdict: 'ok' }, { verdict: 'ok' }] });
    await see().finishPhotos();
    expect(see().photos).toMatchObject({ at: 'photos', sending: false, failure: { code: 'FACE_DUPLICATE' } });
    answers['photos.add'] = () => refused('ENROLMENT_NOT_FOUND');
    await see().addPhotos([{ name: 'e.jpg', file: photo(1) }]);
    expect(see().photos).toMatchObject({ failure: { code: 'ENROLMENT_NOT_FOUND' } });
    see().sessionEnded();
    expect(see().photos).toEqual({ at: 'closed' });
  });
});

describe('a face the kiosk is asked for', () => {
  const main = () => {
    let [state, expiresAtMs]: [EnrolRequestState, number | null] = ['none', null];
    return {
      be(next: EnrolRequestState, until: number | null = null) { [state, expiresAtMs] = [next, until]; },
      answers: { 'enrolments.request': () => ok({}), 'enrolments.withdraw': () => ok({}), 'enrolments.requestState': () => ok({ state, expiresAtMs }) },
    };
  };

  test('is followed by pushed events from asking to done', async () => {
    const it = main();
    const { see, emit, clock } = await desk(it.answers);
    await see().followFaceRequest(someone.personId);
    it.be('waiting', clock.at + 180_000);
    await see().requestFace(someone.personId);
    expect(see().faceRequest).toMatchObject({ personId: someone.personId, state: 'waiting' });
    for (const state of ['accepted', 'done'] as const) {
      it.be(state, clock.at + 180_000);
      emit('enrolments.requestChanged');
      await vi.runAllTimersAsync();
      expect(see().faceRequest?.state).toBe(state);
    }
  });

  test('nobody answers: it is over when its time is, without an event', async () => {
    const it = main();
    const { see, clock } = await desk(it.answers);
    it.be('waiting', clock.at + 180_000);
    await see().requestFace(someone.personId);
    clock.at += 179_000;
    see().touch();
    see().tick();
    expect(see().faceRequest?.state).toBe('waiting');
    it.be('expired', clock.at + 1_000);
    clock.at += 1_000;
    see().tick();
    await vi.runAllTimersAsync();
    expect(see().faceRequest?.state).toBe('expired');
  });

  test('a refusal is said, and the answer about one person does not reach the panel of another', async () => {
    const it = main();
    const { see, answers } = await desk({ ...it.answers, 'enrolments.request': () => refused('FACE_KNOWN') });
    await see().requestFace(someone.personId);
    await see().followFaceRequest(someone.personId);
    await see().requestFace(someone.personId);
    expect(see().faceRequest).toMatchObject({ state: 'none', failure: { code: 'FACE_KNOWN' } });
    const slow = Promise.withResolvers<ReturnType<typeof refused>>();
    answers['enrolments.requestState'] = ({ personId }) => (personId === someone.personId ? slow.promise : ok({ state: 'declined', expiresAtMs: null }));
    void see().followFaceRequest(someone.personId);
    await see().followFaceRequest(uuid(77));
    slow.resolve(refused('PERSON_NOT_FOUND'));
    await vi.runAllTimersAsync();
    expect(see().faceRequest).toMatchObject({ personId: uuid(77), state: 'declined', failure: null });
  });
});
