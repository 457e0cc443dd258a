import { expect, test } from 'vitest';
import { writeSetting } from '../db/queries/settings.ts';
import { createAttendanceSettings } from './attendanceSettings.ts';
import { openRegister, refusalOf } from './register.testkit.ts';
import { createSchedule } from './schedule.ts';

function openSchool() {
  const register = openRegister();
  const told: string[] = [];
  const needs = { ...register, onRegisterChanged: () => void told.push('register'), onSiteChanged: () => void told.push('site') };
  return { ...register, told, settings: createAttendanceSettings({ ...needs, schedule: createSchedule(needs) }) };
}

const chosen = { kioskMode: 'attendance', challenge: 'always', identifierAlone: true, zone: 'Asia/Jakarta' } as const;

test('until somebody chooses, the kiosk does both, doubts are settled by a movement, and a number alone is not enough', () => {
  expect(openSchool().settings.read()).toEqual({ kioskMode: 'both', kioskRoomId: null, challenge: 'doubtful', identifierAlone: false, zone: 'Asia/Jakarta' });
});

test('what is chosen is read back, every window hears of it, and it is audited', () => {
  const school = openSchool();
  school.settings.save({ ...chosen, kioskRoomId: school.room }, school.owner);
  expect(school.settings.read()).toEqual({ ...chosen, kioskRoomId: school.room });
  expect([school.told, school.audited()]).toEqual([['register', 'site'], ['attendance.settingsSaved']]);
  school.settings.save({ ...chosen, kioskRoomId: null }, school.owner);
  expect(school.settings.read().kioskRoomId).toBeNull();
});

test('a room there is not is refused and changes nothing', async () => {
  const school = openSchool();
  expect(await refusalOf(() => school.settings.save({ ...chosen, zone: 'UTC', kioskRoomId: crypto.randomUUID() }, school.owner))).toBe('ROOM_NOT_FOUND');
  expect([school.settings.read().kioskMode, school.told, school.count('settings'), school.audited()]).toEqual(['both', [], 1, []]);
});

test('settings that make no sense are as if nobody had chosen', () => {
  const school = openSchool();
  for (const key of ['kioskMode', 'kioskRoomId', 'challengePolicy', 'identifierAlone']) writeSetting(school.db, key, { odd: true });
  expect(school.settings.read()).toEqual({ kioskMode: 'both', kioskRoomId: null, challenge: 'doubtful', identifierAlone: false, zone: 'Asia/Jakarta' });
});
