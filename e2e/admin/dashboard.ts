import type { DashboardToday } from '../../src/shared/contractNotifications.ts';
import { rupiah } from '../../src/shared/money.ts';

const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const dayMs = 86_400_000;
const dateOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** A school's busy day at a glance: money, five classes, a camera that is down. */
export function dashboardOf(nowMs: number): DashboardToday {
  const days = Array.from({ length: 30 }, (_, n) => ({ date: dateOf(nowMs - (29 - n) * dayMs), paid: rupiah(n % 7 > 4 ? 0 : 1_200_000 + (n * 377_000) % 2_100_000), payments: n % 7 > 4 ? 0 : 140 + n, toppedUp: rupiah((n * 250_000) % 3_000_000), topUps: n }));
  const last = days.at(-1) ?? { date: dateOf(nowMs), paid: rupiah(0), payments: 0, toppedUp: rupiah(0), topUps: 0 };
  const states = ['ended', 'open', 'planned'] as const;
  return {
    date: dateOf(nowMs), nowMs,
    money: { today: last, before: { ...last, paid: rupiah(1_730_000), payments: 133 }, days },
    attendance: {
      sessions: Array.from({ length: 5 }, (_, n) => ({
        sessionId: uuid(70_000 + n), courseCode: `MTK-7${'ABCDE'.charAt(n)}`, courseName: n === 2 ? 'Pendidikan Pancasila dan Kewarganegaraan 8 Unggulan' : `Matematika 7${'ABCDE'.charAt(n)}`, roomName: `Ruang ${n + 1}`,
        startsAtMs: nowMs + (n - 2) * 3_600_000, endsAtMs: nowMs + (n - 1) * 3_600_000, state: states[Math.min(2, Math.floor(n / 2))] ?? 'planned', members: 32, present: 28 - n * 5, late: n, excused: 0, sick: 0, absent: n === 0 ? 2 : 0,
      })),
      days: Array.from({ length: 22 }, (_, n) => ({ date: dateOf(nowMs - (21 - n) * dayMs), present: 480 + n * 3, late: 30 + n, excused: 8, sick: 6, absent: 20 - n % 9 })),
    },
    machine: {
      cameras: [{ cameraId: uuid(80_001), name: 'Gerbang', roomName: 'Lobi', enabled: true, live: true }, { cameraId: uuid(80_002), name: 'Lab IPA', roomName: 'Lab IPA', enabled: true, live: false }],
      diskFreeBytes: 41_200_000_000, diskTotalBytes: 128_000_000_000, backupAgeMs: 9 * 3_600_000,
      alerts: [{ kind: 'cameraDown', subject: 'Lab IPA', sinceMs: nowMs - 1_900_000 }, { kind: 'channelFailing', subject: 'Telegram wali', sinceMs: nowMs - 7_900_000 }],
    },
    firstSteps: null,
  };
}
