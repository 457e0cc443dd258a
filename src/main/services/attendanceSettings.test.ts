import { expect, test } from 'vitest';
import { writeSetting } from '../db/queries/settings.ts';
import { readAttendanceSettings } from './attendanceSettings.ts';
import { recognitionMeaning } from './recognition.ts';
import { openRegister } from './register.testkit.ts';
import { createSchedule } from './schedule.ts';
import { createSettings } from './settings.ts';

const untouched = { kioskMode: 'both', kioskRoomId: null, challenge: 'doubtful', identifierAlone: false, zone: 'Asia/Jakarta' };

test('until somebody chooses, the kiosk does both, doubts are settled by a movement, and a number alone is not enough', () => {
  expect(readAttendanceSettings(openRegister())).toEqual(untouched);
});

test('what is chosen among all settings is read back', () => {
  const school = openRegister();
  const schedule = createSchedule({ ...school, onRegisterChanged: () => {} });
  const settings = createSettings({ ...school, schedule: () => schedule, recognition: () => recognitionMeaning(null), requireWritable: () => {}, onSaved: () => {} });
  settings.save({ revision: 0, patch: { kioskMode: 'attendance', kioskRoomId: school.room, challengePolicy: 'always', identifierAlone: true } }, school.owner);
  expect(readAttendanceSettings(school)).toEqual({ kioskMode: 'attendance', kioskRoomId: school.room, challenge: 'always', identifierAlone: true, zone: 'Asia/Jakarta' });
  settings.save({ revision: 1, patch: { kioskRoomId: null } }, school.owner);
  expect(readAttendanceSettings(school).kioskRoomId).toBeNull();
});

test('settings that make no sense are as if nobody had chosen', () => {
  const school = openRegister();
  for (const key of ['kioskMode', 'kioskRoomId', 'challengePolicy', 'identifierAlone']) writeSetting(school.db, key, { odd: true });
  expect(readAttendanceSettings(school)).toEqual(untouched);
});
