import { z } from 'zod';
import { challengePolicies, kioskModes } from '../../shared/attendance.ts';
import type { Output } from '../../shared/contract.ts';
import type { Db } from '../db/open.ts';
import { roomById } from '../db/queries/rooms.ts';
import { readSetting } from '../db/queries/settings.ts';

export type AttendanceSettings = Output<'attendance.settings'>;

/**
 * How attendance works on this kiosk, for those who may not see all settings. `services/settings.ts` saves them; `services/site.ts` reads
 * kioskMode and zone too.
 */
export function readAttendanceSettings({ db, zone }: { db: Db; zone(): string }): AttendanceSettings {
  const setting = <T>(key: string, schema: z.ZodType<T>, otherwise: T): T => schema.catch(otherwise).parse(readSetting(db, key));
  return {
    kioskMode: setting('kioskMode', z.enum(kioskModes), 'both'),
    kioskRoomId: roomById(db, setting('kioskRoomId', z.string(), ''))?.roomId ?? null,
    challenge: setting('challengePolicy', z.enum(challengePolicies), 'doubtful'),
    identifierAlone: setting('identifierAlone', z.boolean(), false),
    zone: zone(),
  };
}
