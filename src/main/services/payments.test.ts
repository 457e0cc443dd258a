import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { readReceipt } from './receipts.ts';
import { rupiah } from '../../shared/money.ts';
import { openTill, pinOfTests, refusalOf } from './till.testkit.ts';
import { writeSetting } from '../db/queries/settings.ts';

let till: ReturnType<typeof openTill>;
let siti: string;

beforeEach(async () => {
  till = openTill();
  till.hireCashier();
  siti = await till.enrol('Siti Rahmawati', 50_000);
});

test('a tap moves the amount from the person to the sales and says so on the receipt', async () => {
  const receipt = await till.tap(till.look(till.charge(15_000), siti));
  expect(receipt).toMatchObject({ amount: 15_000, balance: 35_000, method: 'face', maskedName: 'S*** R********', number: '000002', zone: 'Asia/Jakarta', siteName: 'Kantin Ibu' });
  expect([till.balance(siti), till.balance('sales'), till.balance('cash')]).toEqual([35_000, 15_000, -50_000]);
  expect(till.sumOfEntries()).toBe(0);
  expect(till.postedIds.at(-1)).toBe(receipt.transferId);
});

test('the receipt verifies with the public key alone and says neither name nor balance', async () => {
  const { qr } = await till.tap(till.look(till.charge(15_000), siti));
  expect(readReceipt(qr, till.vault.publicKey)).toMatchObject({ idr: 15_000, no: '000002', site: 'Kantin Ibu' });
  expect(qr).not.toMatch(/Siti|S\*|35000/);
  expect(readReceipt(qr.replace('15000', '10000'), till.vault.publicKey)).toBeNull();
  expect(readReceipt(qr, openTill().vault.publicKey)).toBeNull();
  expect(readReceipt('no receipt', till.vault.publicKey)).toBeNull();
});

test('two confirms in flight with the same key charge once and answer the same', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  const key = randomUUID();
  const [first, second] = await Promise.all([till.tap(authorisation, key), till.tap(authorisation, key)]);
  expect(second).toEqual(first);
  expect(till.balance(siti)).toBe(35_000);
});

test('two confirms in flight with different keys charge once', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  const [first, second] = await Promise.allSettled([till.tap(authorisation), till.tap(authorisation)]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'AUTHORISATION_USED' } });
  expect(till.balance(siti)).toBe(35_000);
});

test('two confirms in flight that both need a PIN charge once', async () => {
  await till.topUp(siti, 500_000);
  const authorisation = till.look(till.charge(200_000), siti);
  const key = randomUUID();
  const [first, second] = await Promise.all([till.tap(authorisation, key, pinOfTests), till.tap(authorisation, key, pinOfTests)]);
  expect(second).toEqual(first);
  expect(first.method).toBe('face+pin');
  expect(till.balance(siti)).toBe(350_000);
});

test('two people recognised for one charge: only the first tap pays it', async () => {
  const budi = await till.enrol('Budi', 50_000);
  const chargeId = till.charge(15_000);
  const [asSiti, asBudi] = [till.look(chargeId, siti), till.look(chargeId, budi)];
  await till.tap(asSiti);
  expect(await refusalOf(() => till.tap(asBudi))).toBe('CHARGE_PAID');
  expect([till.balance(siti), till.balance(budi)]).toEqual([35_000, 50_000]);
});

test('repeating a tap an hour later, or after payments closed, returns the stored receipt', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  const key = randomUUID();
  const receipt = await till.tap(authorisation, key);
  till.time.pass(3_600_000);
  till.close('LEDGER_BROKEN');
  expect(await till.tap(authorisation, key)).toEqual(receipt);
  expect(till.balance(siti)).toBe(35_000);
});

test('a key used for another request is refused, whatever the request was', async () => {
  const key = randomUUID();
  await till.tap(till.look(till.charge(15_000), siti), key);
  const other = till.look(till.charge(5_000), siti);
  expect(await refusalOf(() => till.tap(other, key))).toBe('IDEMPOTENCY_MISMATCH');
  expect(await refusalOf(() => till.topUp(siti, 15_000, key))).toBe('IDEMPOTENCY_MISMATCH');
  expect(till.balance(siti)).toBe(35_000);
});

test('no tap within 15 seconds: nothing is charged', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  till.time.pass(15_000);
  expect(await refusalOf(() => till.tap(authorisation))).toBe('AUTHORISATION_EXPIRED');
  expect(till.balance(siti)).toBe(50_000);
  expect(till.count('transfers')).toBe(1);
});

test('a tap at the last moment still pays', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  till.time.pass(14_999);
  expect((await till.tap(authorisation)).balance).toBe(35_000);
});

test('an authorisation does not survive a restart', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  const restarted = openTill({ db: till.db, time: till.time, deviceKey: till.deviceKey });
  expect(await refusalOf(() => restarted.tap(authorisation))).toBe('AUTHORISATION_EXPIRED');
});

test('an authorisation nobody gave is refused', async () => {
  expect(await refusalOf(() => till.tap(randomUUID()))).toBe('AUTHORISATION_EXPIRED');
});

test('too little balance: refused, and the balance is still right', async () => {
  const authorisation = till.look(till.charge(60_000), siti);
  expect(await refusalOf(() => till.tap(authorisation))).toBe('INSUFFICIENT_FUNDS');
  expect(till.balance(siti)).toBe(50_000);
  expect(till.count('transfers')).toBe(1);
});

test('a charge that was cancelled, expired or never made cannot be paid', async () => {
  const cancelled = till.charge(5_000);
  const authorisation = till.look(cancelled, siti);
  till.charges.cancel({ chargeId: cancelled });
  expect(await refusalOf(() => till.tap(authorisation))).toBe('CHARGE_CANCELLED');
  expect(await refusalOf(() => till.look(cancelled, siti))).toBe('CHARGE_CANCELLED');
  const expired = till.charge(5_000);
  till.time.pass(600_000);
  expect(await refusalOf(() => till.look(expired, siti))).toBe('CHARGE_EXPIRED');
  expect(await refusalOf(() => till.look(randomUUID(), siti))).toBe('CHARGE_NOT_FOUND');
});

test('a paid charge cannot be cancelled; cancelling twice is harmless', async () => {
  const paid = till.charge(5_000);
  await till.tap(till.look(paid, siti));
  expect(await refusalOf(() => till.charges.cancel({ chargeId: paid }))).toBe('CHARGE_PAID');
  const open = till.charge(5_000);
  till.charges.cancel({ chargeId: open });
  expect(till.charges.cancel({ chargeId: open })).toEqual({});
  expect(await refusalOf(() => till.charges.cancel({ chargeId: randomUUID() }))).toBe('CHARGE_NOT_FOUND');
});

test('a face alone pays up to its limit, above it the PIN is asked as well', async () => {
  await till.topUp(siti, 500_000);
  expect(till.authorisations.create({ chargeId: till.charge(100_000), personId: siti, method: 'face' }).needsPin).toBe(false);
  const over = till.authorisations.create({ chargeId: till.charge(100_500), personId: siti, method: 'face' });
  expect(over.needsPin).toBe(true);
  expect(await refusalOf(() => till.tap(over.authorisationId))).toBe('PIN_NEEDED');
  expect(await refusalOf(() => till.tap(over.authorisationId, undefined, '918274'))).toBe('PIN_WRONG');
  expect(till.balance(siti)).toBe(550_000);
  expect((await till.tap(over.authorisationId, undefined, pinOfTests)).method).toBe('face+pin');
  expect(till.balance(siti)).toBe(449_500);
});

test('without a check against pictures and replays a face alone pays less', () => {
  const plain = openTill({ db: till.db, time: till.time, deviceKey: till.deviceKey, antiSpoofing: false });
  expect(plain.authorisations.create({ chargeId: plain.charge(25_000), personId: siti, method: 'face' }).needsPin).toBe(false);
  expect(plain.authorisations.create({ chargeId: plain.charge(25_500), personId: siti, method: 'face' }).needsPin).toBe(true);
});

test('a deactivated person pays and receives nothing', async () => {
  const authorisation = till.look(till.charge(5_000), siti);
  till.db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1').run();
  expect(await refusalOf(() => till.tap(authorisation))).toBe('PERSON_NOT_FOUND');
  expect(await refusalOf(() => till.topUp(siti, 5_000))).toBe('PERSON_NOT_FOUND');
  expect(till.balance(siti)).toBe(50_000);
});

test('the limit per day counts from midnight where the site is', async () => {
  writeSetting(till.db, 'limits', { dayMax: 20_000 });
  // 03:00 UTC is 10:00 in Jakarta; midnight there is 17:00 UTC.
  await till.tap(till.look(till.charge(15_000), siti));
  expect(await refusalOf(() => till.tap(till.look(till.charge(5_500), siti)))).toBe('DAY_LIMIT');
  till.time.pass(14 * 3_600_000 - 1);
  expect(await refusalOf(() => till.tap(till.look(till.charge(5_500), siti)))).toBe('DAY_LIMIT');
  till.time.pass(1);
  expect((await till.tap(till.look(till.charge(5_500), siti))).balance).toBe(29_500);
});

test('amounts outside the limits are refused before anything is written', async () => {
  for (const amount of [1, 499, 500_001]) expect(await refusalOf(() => till.charge(amount))).toBe('AMOUNT_OUT_OF_RANGE');
  expect(await refusalOf(() => till.topUp(siti, 2_000_500))).toBe('AMOUNT_OUT_OF_RANGE');
  expect(till.count('charges')).toBe(0);
});

test('a balance cannot be topped up over its limit', async () => {
  writeSetting(till.db, 'limits', { balanceMax: 60_000 });
  expect(await refusalOf(() => till.topUp(siti, 10_500))).toBe('BALANCE_LIMIT');
  expect(till.topUp(siti, 10_000).balance).toBe(60_000);
});

test('a top-up repeated with its key is booked once', () => {
  const key = randomUUID();
  const [first, second] = [till.topUp(siti, 20_000, key), till.topUp(siti, 20_000, key)];
  expect(second).toEqual(first);
  expect(till.balance(siti)).toBe(70_000);
});

test('a charge repeated with its key is the same charge', () => {
  const idempotencyKey = randomUUID();
  const create = () => till.charges.create({ amount: rupiah(5_000), idempotencyKey });
  expect(create()).toEqual(create());
  expect(till.count('charges')).toBe(1);
});

test('while payments are closed nothing is charged, topped up or authorised by PIN', async () => {
  const chargeId = till.charge(5_000);
  const authorisation = till.look(chargeId, siti);
  till.close('LEDGER_BROKEN');
  expect(await refusalOf(() => till.charge(5_000))).toBe('PAYMENTS_CLOSED');
  expect(await refusalOf(() => till.topUp(siti, 5_000))).toBe('PAYMENTS_CLOSED');
  expect(await refusalOf(() => till.tap(authorisation))).toBe('PAYMENTS_CLOSED');
  expect(await refusalOf(() => till.pins.authorise({ chargeId, identifier: 'NIS-SITIRAHMAWATI', pin: pinOfTests }))).toBe('PAYMENTS_CLOSED');
});

test('every payment and top-up leaves its row in the audit chain', async () => {
  await till.tap(till.look(till.charge(15_000), siti));
  const rows = till.db.sqlite.prepare('SELECT action, actor_kind AS actor FROM audit ORDER BY seq').all();
  expect(rows).toEqual([{ action: 'topup.posted', actor: 'staff' }, { action: 'payment.posted', actor: 'person' }]);
});

test('limits changed between the look and the tap leave what the person was shown, and bound the day by what holds at the tap', async () => {
  const authorisation = till.look(till.charge(15_000), siti);
  writeSetting(till.db, 'limits', { maxAmount: 10_000, faceOnlyMax: 5_000, confirmWithinMs: 1_000 });
  till.time.pass(2_000);
  expect(await till.tap(authorisation)).toMatchObject({ amount: 15_000, method: 'face', balance: 35_000 });
  writeSetting(till.db, 'limits', {});
  const second = till.look(till.charge(15_000), siti);
  writeSetting(till.db, 'limits', { dayMax: 20_000 });
  expect(await refusalOf(() => till.tap(second))).toBe('DAY_LIMIT');
  expect(till.balance(siti)).toBe(35_000);
});
