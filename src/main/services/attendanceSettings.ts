import { z } from 'zod';
import { challengePolicies, kioskModes } from '../../shared/attendance.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { roomById } from '../db/queries/rooms.ts';
import { readSetting, writeSetting } from '../db/queries/settings.ts';
import type { Who } from './courseAccess.ts';
import { isZone } from './localTime.ts';
import { countSave } from './settings.ts';
import { changeRegister, type RegisterNeeds } from './registerChange.ts';
import type { Followed, Schedule } from './schedule.ts';

export type AttendanceSettings = Output<'attendance.settings'>;

export interface AttendanceSettingsNeeds extends RegisterNeeds {
  schedule: Pick<Schedule, 'moveZone'>;
  /** After COMMIT: the kiosk's mode or the zone may be others. */
  onSiteChanged(): void;
}

/** How attendance works on this kiosk. Kept as settings of one key each; `services/site.ts` reads kioskMode and zone too. */
export function createAttendanceSettings(needs: AttendanceSettingsNeeds) {
  const { db } = needs;
  const setting = <T>(key: string, schema: z.ZodType<T>, otherwise: T): T => schema.catch(otherwise).parse(readSetting(db, key));

  function read(): AttendanceSettings {
    const roomId = setting('kioskRoomId', z.string(), '');
    return {
      kioskMode: setting('kioskMode', z.enum(kioskModes), 'both'),
      kioskRoomId: roomById(db, roomId)?.roomId ?? null,
      challenge: setting('challengePolicy', z.enum(challengePolicies), 'doubtful'),
      identifierAlone: setting('identifierAlone', z.boolean(), false),
      zone: needs.zone(),
    };
  }

  function save(input: Parsed<'attendance.saveSettings'>, who: Who): Record<string, never> {
    const { kioskMode, kioskRoomId, challenge, identifierAlone, zone } = input;
    if (!isZone(zone)) throw new Refusal('BAD_INPUT', { field: 'zone' });
    changeRegister(needs, who, (note, atMs) => {
      if (kioskRoomId !== null && !roomById(db, kioskRoomId)) throw new Refusal('ROOM_NOT_FOUND');
      const followed: Partial<Followed> = zone === needs.zone() ? {} : needs.schedule.moveZone(atMs, needs.zone(), zone, () => writeSetting(db, 'zone', zone));
      writeSetting(db, 'kioskMode', kioskMode);
      // A setting cannot be null: '' is no room.
      writeSetting(db, 'kioskRoomId', kioskRoomId ?? '');
      writeSetting(db, 'challengePolicy', challenge);
      writeSetting(db, 'identifierAlone', identifierAlone);
      countSave(db);
      note('attendance.settingsSaved', 'attendance', { kioskMode, kioskRoomId, challenge, identifierAlone, zone, ...followed });
    });
    needs.onSiteChanged();
    return {};
  }

  return { read, save };
}
