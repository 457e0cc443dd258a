import { expect, test } from 'vitest';
import { createDashboard } from './dashboard.ts';
import { openTill } from './till.testkit.ts';

const dayMs = 86_400_000;
const owner = { staffId: 'owner', role: 'owner' } as const;
const machine = () => ({ cameras: [], diskFreeBytes: null, diskTotalBytes: null, backupAgeMs: null, alerts: [] });

async function openShop() {
  const till = openTill();
  till.hireCashier();
  const siti = await till.enrol('Siti', 500_000);
  const dashboard = createDashboard({ db: till.db, zone: () => 'Asia/Jakarta', siteName: () => 'Kantin', now: () => till.time.wallMs, alerts: { machine } });
  const pay = async (amount: number) => void (await till.tap(till.look(till.charge(amount), siti)));
  return { till, dashboard, pay, money: () => dashboard.today(owner).money };
}

test('sums what was paid and topped up today, and keeps yesterday apart', async () => {
  const { till, pay, money } = await openShop();
  await pay(5_000);
  till.time.pass(dayMs);
  await pay(7_000);
  await pay(1_000);
  const seen = money();
  expect(seen?.today).toMatchObject({ paid: 8_000, payments: 2, topUps: 0 });
  expect(seen?.days.at(-2)).toMatchObject({ paid: 5_000, payments: 1, toppedUp: 500_000 });
  expect(seen?.days).toHaveLength(30);
});

test('what is booked into a day that is over, because the clock was set back, is counted there', async () => {
  const { till, pay, money } = await openShop();
  await pay(5_000);
  till.time.pass(2 * dayMs);
  expect(money()?.days.at(-3)).toMatchObject({ paid: 5_000 });
  till.time.setWall(-2 * dayMs);
  await pay(3_000);
  till.time.pass(2 * dayMs);
  expect(money()?.days.at(-3)).toMatchObject({ paid: 8_000, payments: 2 });
});

test('a teacher is told of no money, a cashier of no attendance, and only management of the machine and the first steps', async () => {
  const { dashboard } = await openShop();
  expect(dashboard.today({ staffId: 't', role: 'teacher' })).toMatchObject({ money: null, machine: null, firstSteps: null });
  expect(dashboard.today({ staffId: 'c', role: 'cashier' })).toMatchObject({ attendance: null, machine: null, firstSteps: null });
  expect(dashboard.today(owner).firstSteps).toEqual({ siteNamed: true, personEnrolled: true, toppedUp: true, courseMade: false, backupMade: false });
});
