import { expect, test } from 'vitest';
import { scripted } from '../scriptedVision.testkit.ts';
import { checkinRules } from './checkinJudge.ts';
import { watchEndsAfterMs } from './checkins.ts';
import { openEntrance } from './checkins.testkit.ts';
import { refusalOf } from './till.testkit.ts';

const said = (greetings: readonly { outcome: string; firstName: string | null }[]): string[] => greetings.map(({ outcome, firstName }) => `${outcome} ${firstName ?? '-'}`);

test('who walks up is greeted by first name and marked once, after five looks', async () => {
  const { ani, show, marks, stand, changed, sessionId } = await openEntrance();
  for (let i = 0; i < 4; i += 1) expect((await show({ person: ani })).greetings).toEqual([]);
  const { greetings, faces } = await show({ person: ani });
  expect(greetings).toMatchObject([{ greetingId: 1, outcome: 'marked', firstName: 'Ani', status: 'present', courseName: 'Matematika 7A', roomName: 'Ruang 7A' }]);
  expect(faces).toMatchObject([{ state: 'done', box: { x: 220 / 640, y: 0.25, width: 200 / 640, height: 0.5 } }]);
  expect(await stand(60, { person: ani })).toEqual([]);
  expect(marks()).toEqual([{ personId: ani, status: 'present', method: 'face', cameraId: 'webcam' }]);
  expect(changed).toEqual([sessionId]);
});

test('several people in one frame are all marked, and the one who does not take the class is told so', async () => {
  const { ani, bayu, citra, stand, marks } = await openEntrance();
  const greetings = await stand(6, { person: ani, x: 0 }, { person: bayu, x: 210 }, { person: citra, x: 420 });
  expect(said(greetings).sort()).toEqual(['marked Ani', 'marked Bayu', 'notEnrolled Citra']);
  expect(marks().map(({ personId }) => personId).sort()).toEqual([ani, bayu].sort());
});

test('a flicker is no second greeting; who comes back after a while hears that they are marked already', async () => {
  const { ani, stand, marks } = await openEntrance();
  expect(said(await stand(6, { person: ani }))).toEqual(['marked Ani']);
  await stand(14);
  expect(await stand(10, { person: ani })).toEqual([]);
  await stand(90);
  expect(said(await stand(10, { person: ani }))).toEqual(['alreadyMarked Ani']);
  expect(marks().length).toBe(1);
});

test('the next person in the same place is never taken for the one before', async () => {
  const { ani, bayu, stand, marks } = await openEntrance();
  expect(said(await stand(6, { person: ani }))).toEqual(['marked Ani']);
  await stand(4);
  expect(said(await stand(12, { person: bayu }))).toEqual(['marked Bayu']);
  expect(marks().map(({ personId }) => personId)).toEqual([ani, bayu]);
});

test('somebody who takes another person\'s place mid-look gets a look of their own', async () => {
  const { ani, bayu, stand, marks } = await openEntrance();
  expect(await stand(4, { person: ani })).toEqual([]);
  const greetings = await stand(4, { person: bayu });
  expect(greetings).toEqual([]);
  expect(said(await stand(2, { person: bayu }))).toEqual(['marked Bayu']);
  expect(marks().map(({ personId }) => personId)).toEqual([bayu]);
});

test('a stranger is told once, and only after a second and a half', async () => {
  const { stand, show, marks } = await openEntrance();
  const frames = Math.floor(checkinRules.unknownAfterMs / 66);
  expect(await stand(frames, { person: 'stranger' })).toEqual([]);
  expect(said(await stand(40, { person: 'stranger' }))).toEqual(['unknown -']);
  expect((await show({ person: 'stranger' })).faces).toMatchObject([{ state: 'refused' }]);
  expect(marks()).toEqual([]);
});

test('a look-alike of two people is ambiguous and marks neither', async () => {
  const { ani, bayu, stand, marks } = await openEntrance();
  expect(said(await stand(40, { person: `${ani}~${bayu}` }))).toEqual(['ambiguous -']);
  expect(marks()).toEqual([]);
});

test('a screen is refused without a name, whatever the policy, and marks nobody', async () => {
  for (const challenge of ['never', 'doubtful', 'always'] as const) {
    const { ani, stand, show, marks } = await openEntrance({ challenge });
    expect(said(await stand(60, { person: ani, live: 0.02 }))).toEqual(['notLive -']);
    expect((await show({ person: ani, live: 0.99 })).faces).toMatchObject([{ state: 'refused' }]);
    expect(await stand(30, { person: ani, live: 0.99 })).toEqual([]);
    expect(marks()).toEqual([]);
  }
});

test('a doubtful face is asked to move, and marked when it did', async () => {
  const { ani, stand, show, marks } = await openEntrance({ draw: 0 });
  expect(await stand(11, { person: ani, live: 0.5 })).toEqual([]);
  const asked = await show({ person: ani, live: 0.5 });
  expect(asked.challenge).toMatchObject({ firstName: 'Ani', step: 'turnLeft', progress: 0 });
  expect(asked.faces).toMatchObject([{ state: 'challenge' }]);
  await stand(3, { person: ani, live: 0.5 });
  const turning = await stand(4, { person: ani, live: 0.5, yawDeg: 22 });
  expect(said([...turning, ...(await stand(2, { person: ani, live: 0.5 }))])).toEqual(['marked Ani']);
  expect(marks().length).toBe(1);
});

test('a doubtful face that does not move is turned away in the end, and where nothing may be asked for doubt is not enough', async () => {
  const still = await openEntrance({ draw: 2 });
  expect(said(await still.stand(300, { person: still.ani, live: 0.5 }))).toEqual(['notLive -']);
  const never = await openEntrance({ challenge: 'never' });
  expect(said(await never.stand(150, { person: never.ani, live: 0.5 }))).toEqual(['notLive -']);
  expect([...still.marks(), ...never.marks()]).toEqual([]);
});

test('with the policy always, a live face is asked to move as well', async () => {
  const { ani, stand, show, marks } = await openEntrance({ challenge: 'always', draw: 1 });
  expect(await stand(8, { person: ani })).toEqual([]);
  expect((await show({ person: ani })).challenge).toMatchObject({ step: 'turnRight' });
  expect(said([...(await stand(4, { person: ani, yawDeg: -22 })), ...(await stand(2, { person: ani }))])).toEqual(['marked Ani']);
  expect(marks().length).toBe(1);
});

test('while one person is asked to move, another one is marked beside them', async () => {
  const { ani, bayu, stand } = await openEntrance({ draw: 0 });
  await stand(14, { person: ani, x: 0, live: 0.5 });
  expect(said(await stand(6, { person: ani, x: 0, live: 0.5 }, { person: bayu, x: 400 }))).toEqual(['marked Bayu']);
});

test('somebody else who does the movement does not mark the one who was asked', async () => {
  const { ani, bayu, stand, marks } = await openEntrance({ draw: 0 });
  await stand(14, { person: ani, live: 0.5 });
  await stand(4, { person: bayu, live: 0.5, yawDeg: 22 });
  await stand(10, { person: ani, live: 0.5 });
  expect(marks()).toEqual([]);
  await stand(40, { person: bayu, live: 0.95 });
  expect(marks().map(({ personId }) => personId)).toEqual([bayu]);
});

test('without a passive check a movement is asked for, unless the site never asks', async () => {
  const asking = await openEntrance({ antiSpoofing: false, draw: 0 });
  await asking.stand(5, { person: asking.ani });
  expect((await asking.show({ person: asking.ani })).challenge).toMatchObject({ step: 'turnLeft' });
  expect(asking.marks()).toEqual([]);
  const never = await openEntrance({ antiSpoofing: false, challenge: 'never' });
  expect(said(await never.stand(5, { person: never.ani }))).toEqual(['marked Ani']);
});

test('a face too far away is asked to come closer and is not looked at', async () => {
  const { ani, show, stand } = await openEntrance();
  expect(await stand(40, { person: ani, eyeDistancePx: 20 })).toEqual([]);
  expect(await show({ person: ani, eyeDistancePx: 20 })).toMatchObject({ advice: 'closer', faces: [{ state: 'tooFar' }] });
  expect((await show()).advice).toBe('noFace');
});

test('a frame that comes while one is looked at is answered at once with what was known, and is not looked at', async () => {
  const { ani, checkins, watchId, vision, time } = await openEntrance();
  let looked = 0;
  const gate = Promise.withResolvers<void>();
  const { watch } = vision;
  vision.watch = async (...given) => {
    looked += 1;
    await gate.promise;
    return watch(...given);
  };
  time.pass(66);
  const first = checkins.frame({ watchId: watchId(), capturedAtMs: 1, jpeg: scripted({ person: ani }) });
  const second = await checkins.frame({ watchId: watchId(), capturedAtMs: 2, jpeg: scripted({ person: ani }) });
  expect(second).toEqual({ faces: [], greetings: [], challenge: null, advice: 'noFace' });
  gate.resolve();
  expect((await first).faces.length).toBe(1);
  expect(looked).toBe(1);
});

test('a frame older than the last one is not looked at', async () => {
  const { ani, checkins, watchId, show } = await openEntrance();
  const before = await show({ person: ani });
  const late = await checkins.frame({ watchId: watchId(), capturedAtMs: 3, jpeg: scripted() });
  expect(late.faces).toEqual(before.faces);
});

test('a watch ends when told to, when another begins, and ten seconds after its last frame', async () => {
  const { ani, checkins, watchId, show, beginAgain, time, stand, marks } = await openEntrance();
  const first = watchId();
  await stand(3, { person: ani });
  beginAgain();
  expect(await refusalOf(() => checkins.frame({ watchId: first, capturedAtMs: 9_000, jpeg: scripted({ person: ani }) }))).toBe('WATCH_NOT_FOUND');
  time.pass(watchEndsAfterMs + 1);
  expect(await refusalOf(() => show({ person: ani }))).toBe('WATCH_NOT_FOUND');
  beginAgain();
  checkins.end({ watchId: watchId() });
  expect(await refusalOf(() => show({ person: ani }))).toBe('WATCH_NOT_FOUND');
  beginAgain();
  time.pass(watchEndsAfterMs + 1);
  checkins.sweep();
  expect(await refusalOf(() => show({ person: ani }))).toBe('WATCH_NOT_FOUND');
  expect(marks()).toEqual([]);
});

test('a look that ends while its last frame is under way marks nobody', async () => {
  const { ani, checkins, watchId, vision, stand, marks, time } = await openEntrance();
  await stand(4, { person: ani });
  const gate = Promise.withResolvers<void>();
  const { watch } = vision;
  vision.watch = async (...given) => {
    await gate.promise;
    return watch(...given);
  };
  time.pass(66);
  const looking = checkins.frame({ watchId: watchId(), capturedAtMs: 90_000, jpeg: scripted({ person: ani }) });
  checkins.end({ watchId: watchId() });
  gate.resolve();
  expect(await refusalOf(() => looking)).toBe('WATCH_NOT_FOUND');
  expect(marks()).toEqual([]);
});

test('when the mark cannot be written the frame fails and the next one tries again', async () => {
  const { ani, stand, show, marks, onMark } = await openEntrance();
  await stand(4, { person: ani });
  onMark(() => { throw new Error('disk full'); });
  await expect(show({ person: ani })).rejects.toThrow('disk full');
  onMark(() => {});
  expect(said((await show({ person: ani })).greetings)).toEqual(['marked Ani']);
  expect(marks().length).toBe(1);
});

test('a number with its PIN marks; a wrong PIN and an unknown number are answered alike', async () => {
  const { checkins, ani, db, vault, marks } = await openEntrance();
  db.sqlite.prepare('UPDATE people SET pin_hash = ? WHERE id = ?').run(await vault.pinDigest(ani, '528491'), ani);
  expect(await checkins.byNumber({ identifier: 'NIS-ANILESTARI', pin: '528491' })).toMatchObject({ outcome: 'marked', firstName: 'Ani' });
  expect(marks()).toMatchObject([{ personId: ani, method: 'pin', cameraId: null }]);
  const answers = await Promise.all(['NIS-ANILESTARI', 'NIS-NOBODY'].map((identifier) => checkins.byNumber({ identifier, pin: '111111' }).catch((error: unknown) => error)));
  expect(answers[0]).toMatchObject({ code: 'PIN_WRONG', data: { left: 2 } });
  expect(answers[1]).toMatchObject({ code: 'PIN_WRONG', data: { left: 2 } });
});

test('a number alone checks in only where the site allows it and the person has no PIN; else nobody learns whether it exists', async () => {
  const { checkins, db, ani, settings, marks } = await openEntrance();
  db.sqlite.prepare('UPDATE people SET pin_hash = NULL WHERE id = ?').run(ani);
  const alone = (identifier: string): Promise<string> => refusalOf(() => checkins.byNumber({ identifier, pin: null }));
  expect([await alone('NIS-ANILESTARI'), await alone('NIS-BAYUPRATAMA'), await alone('NIS-NOBODY')]).toEqual(['PIN_NEEDED', 'PIN_NEEDED', 'PIN_NEEDED']);
  settings.identifierAlone = true;
  expect([await alone('NIS-BAYUPRATAMA'), await alone('NIS-NOBODY')]).toEqual(['PIN_NEEDED', 'PIN_NEEDED']);
  expect(await checkins.byNumber({ identifier: 'NIS-ANILESTARI', pin: null })).toMatchObject({ outcome: 'marked', firstName: 'Ani' });
  expect(marks()).toMatchObject([{ personId: ani, method: 'identifier' }]);
});

test('a card marks its holder, any other text is refused, and every greeting has a number of its own', async () => {
  const { checkins, ani, marks, stand, bayu } = await openEntrance();
  const card = checkins.byCard({ text: 'card of Ani' });
  expect(card).toMatchObject({ greetingId: 1, outcome: 'marked' });
  expect(await refusalOf(() => checkins.byCard({ text: 'TATAP1.x' }))).toBe('CARD_REFUSED');
  const [face] = await stand(6, { person: bayu });
  expect(face?.greetingId).toBe(2);
  expect(marks()).toMatchObject([{ personId: ani, method: 'card' }, { personId: bayu, method: 'face' }]);
});

test('no way of checking in touches money', async () => {
  const { checkins, db, ani, bayu, citra, vault, stand, count, settings } = await openEntrance();
  settings.identifierAlone = true;
  db.sqlite.prepare('UPDATE people SET pin_hash = ? WHERE id = ?').run(await vault.pinDigest(ani, '528491'), ani);
  db.sqlite.prepare('UPDATE people SET pin_hash = NULL WHERE id = ?').run(citra);
  const tables = ['charges', 'authorisations', 'transfers', 'entries', 'attempts'];
  await stand(8, { person: bayu }, { person: 'stranger', x: 430 });
  await checkins.byNumber({ identifier: 'NIS-ANILESTARI', pin: '528491' });
  await checkins.byNumber({ identifier: 'NIS-CITRADEWI', pin: null });
  checkins.byCard({ text: 'card of Ani' });
  expect(tables.map((table) => count(table))).toEqual(tables.map(() => 0));
  expect(count('marks')).toBe(2);
});
