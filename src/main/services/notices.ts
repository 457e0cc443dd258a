import { z } from 'zod';
import type { MarkStatus } from '../../shared/attendance.ts';
import type { Language } from '../../shared/contract.ts';
import { keptRules, notificationRules, type KeptRules, type NotificationRules } from '../../shared/contractNotifications.ts';
import { formatRupiah } from '../../shared/money.ts';
import type { AlertKind, MessageKind } from '../../shared/notifications.ts';
import type { Db } from '../db/open.ts';
import { contactsOf } from '../db/queries/contacts.ts';
import { enabledChannels, insertMessage, sessionWordsOf } from '../db/queries/outbox.ts';
import { activeNameOf } from '../db/queries/people.ts';
import { readSetting, writeSetting } from '../db/queries/settings.ts';
import type { Message } from '../notify/message.ts';
import { localTimeOf } from './localTime.ts';
import { firstNameOf } from './names.ts';

const rulesKey = 'notificationRules';
export const noRules: NotificationRules = {
  arrivals: { statuses: ['present', 'late', 'absent'], guardians: [], courses: [] },
  payments: { channels: [] },
  daily: { time: '17:00', channels: [] },
  alerts: { channels: [], cameraDownMin: 10, backupOldHours: 48, diskFreeGb: 2 },
};

/** Who is told what, as it stands now; nobody of nothing where nothing is kept, or nothing that makes sense. */
export function readRules(db: Db): KeptRules {
  const kept = readSetting(db, rulesKey);
  const { revision } = z.object({ revision: keptRules.shape.revision }).catch({ revision: 0 }).parse(kept);
  return { ...notificationRules.catch(noRules).parse(kept), revision };
}

/** Counts as one more edit. Call it inside a transaction. */
export function writeRules(db: Db, rules: NotificationRules): KeptRules {
  const kept = { ...notificationRules.parse(rules), revision: readRules(db).revision + 1 };
  writeSetting(db, rulesKey, kept);
  return kept;
}

const payload = z.object({ subject: z.string(), text: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])), to: z.string().nullable() });
type Payload = z.infer<typeof payload>;

export function payloadOf(json: string): Payload {
  return payload.parse(JSON.parse(json));
}

export interface NoticesNeeds {
  db: Db;
  zone(): string;
  siteName(): string;
  language(): Language;
  now(): number;
  newId(): string;
}

/** What a notice may be about. */
export interface ArrivalNotice { personId: string; sessionId: string; status: MarkStatus; atMs: number }
export interface PaymentNotice { transferId: string; number: string; amount: number; atMs: number }

type Words = Record<Language, string>;
const statusWords: Record<MarkStatus, Words> = {
  present: { id: 'hadir', en: 'present' }, late: { id: 'terlambat', en: 'late' }, excused: { id: 'izin', en: 'excused' }, sick: { id: 'sakit', en: 'sick' }, absent: { id: 'alpa', en: 'absent' },
};
const alertWords: Record<AlertKind, { on: Words; off: Words }> = {
  paymentsClosed: { on: { id: 'Pembayaran tertutup: buku besar atau data bermasalah.', en: 'Payments are closed: something is wrong with the ledger or the data.' }, off: { id: 'Pembayaran dibuka kembali.', en: 'Payments are open again.' } },
  engineMissing: { on: { id: 'Pengenalan wajah tidak berjalan.', en: 'Face recognition is not running.' }, off: { id: 'Pengenalan wajah berjalan kembali.', en: 'Face recognition is running again.' } },
  cameraDown: { on: { id: 'Kamera {subject} tidak mengirim gambar.', en: 'Camera {subject} sends no picture.' }, off: { id: 'Kamera {subject} kembali mengirim gambar.', en: 'Camera {subject} is back.' } },
  diskLow: { on: { id: 'Ruang penyimpanan hampir habis.', en: 'The disk is nearly full.' }, off: { id: 'Ruang penyimpanan cukup lagi.', en: 'There is room on the disk again.' } },
  backupOld: { on: { id: 'Cadangan terakhir sudah terlalu lama.', en: 'The last backup is too old.' }, off: { id: 'Cadangan baru sudah dibuat.', en: 'A new backup was made.' } },
  channelFailing: { on: { id: 'Saluran {subject} menolak pesan.', en: 'Channel {subject} refuses messages.' }, off: { id: 'Saluran {subject} menerima pesan lagi.', en: 'Channel {subject} takes messages again.' } },
  deadLetters: { on: { id: 'Ada pesan yang tidak terkirim.', en: 'Some messages could not be delivered.' }, off: { id: 'Tidak ada lagi pesan yang tertahan.', en: 'No message is left undelivered.' } },
  clockMoved: { on: { id: 'Jam komputer melompat, atau komputer sempat tidur.', en: 'The computer’s clock jumped, or it slept.' }, off: { id: 'Jam komputer berjalan rata lagi.', en: 'The computer’s clock runs evenly again.' } },
};

/** Writes messages into the outbox, as the rules say. Joins the transaction of whoever tells, so that neither happens without the other; where no rule names a channel nothing is written. */
export function createNotices(needs: NoticesNeeds) {
  const { db } = needs;

  const rules = (): KeptRules => readRules(db);

  function put(channelId: string, kind: MessageKind, personId: string | null, made: Payload): void {
    insertMessage(db, { id: needs.newId(), channelId, kind, personId, payload: JSON.stringify(made), atMs: needs.now() });
  }

  const said = (words: Words, subject: string | null = null): string => words[needs.language()].replace('{subject}', subject ?? '');

  /** Somebody was marked: whoever cares for them is told, and the course's channel. */
  function marked(notice: ArrivalNotice): void {
    const { arrivals } = rules();
    if (!arrivals.statuses.some((status) => status === notice.status) || (arrivals.guardians.length === 0 && arrivals.courses.length === 0)) return;
    const on = enabledChannels(db);
    const session = sessionWordsOf(db, notice.sessionId);
    const name = activeNameOf(db, notice.personId);
    if (!session || name === null) return;
    const made = arrivalPayload(notice, firstNameOf(name), session.courseName);
    const kind = notice.status === 'absent' ? 'absence' : 'arrival';
    for (const { courseId, channelId } of arrivals.courses) if (courseId === session.courseId && on.has(channelId)) put(channelId, kind, notice.personId, made);
    if (arrivals.guardians.length === 0) return;
    for (const contact of contactsOf(db, notice.personId)) {
      const channelId = arrivals.guardians.find((one) => on.get(one) === contact.kind);
      if (channelId !== undefined) put(channelId, kind, notice.personId, { ...made, to: contact.address });
    }
  }

  function arrivalPayload({ status, atMs }: ArrivalNotice, firstName: string, courseName: string): Payload {
    const time = localTimeOf(atMs, needs.zone());
    const word = said(statusWords[status]);
    return { subject: `${firstName}: ${word}`, text: `${firstName} ${word}, ${courseName}, ${time}. ${needs.siteName()}`, facts: { firstName, courseName, status, time, atMs }, to: null };
  }

  function paid({ transferId, number, amount, atMs }: PaymentNotice): void {
    const { channels } = rules().payments;
    if (channels.length === 0) return;
    const on = enabledChannels(db);
    const time = localTimeOf(atMs, needs.zone());
    const language = needs.language();
    const subject = `${language === 'id' ? 'Pembayaran' : 'Payment'} ${formatRupiah(amount, language)}`;
    const made = { subject, text: `${subject}, ${number}, ${time}. ${needs.siteName()}`, facts: { transferId, number, amount, atMs }, to: null };
    for (const channelId of channels) if (on.has(channelId)) put(channelId, 'payment', null, made);
  }

  function alerted(kind: AlertKind, subject: string | null, holds: boolean, sinceMs: number): void {
    const { channels } = rules().alerts;
    const on = enabledChannels(db);
    const line = said(holds ? alertWords[kind].on : alertWords[kind].off, subject);
    const made = { subject: `${needs.siteName()}: ${line}`, text: `${line} ${needs.siteName()}, ${localTimeOf(needs.now(), needs.zone())}.`, facts: { alert: kind, subject, holds, sinceMs }, to: null };
    for (const channelId of channels) if (on.has(channelId)) put(channelId, holds ? 'alert' : 'recovery', null, made);
  }

  function daily(facts: { date: string; paid: number; payments: number; toppedUp: number; topUps: number; present: number; late: number; excused: number; sick: number; absent: number }): void {
    const on = enabledChannels(db);
    const language = needs.language();
    const { paid: sum, payments, toppedUp, topUps, present, late, excused, sick, absent, date } = facts;
    const text = language === 'id'
      ? `${needs.siteName()}, ${date}\nPembayaran: ${formatRupiah(sum, 'id')} (${payments})\nIsi saldo: ${formatRupiah(toppedUp, 'id')} (${topUps})\nHadir ${present}, terlambat ${late}, izin ${excused}, sakit ${sick}, alpa ${absent}`
      : `${needs.siteName()}, ${date}\nPayments: ${formatRupiah(sum, 'en')} (${payments})\nTop-ups: ${formatRupiah(toppedUp, 'en')} (${topUps})\nPresent ${present}, late ${late}, excused ${excused}, sick ${sick}, absent ${absent}`;
    const subject = `${language === 'id' ? 'Laporan harian' : 'Daily report'} ${date}`;
    for (const channelId of rules().daily.channels) if (on.has(channelId)) put(channelId, 'daily', null, { subject, text, facts, to: null });
  }

  function testMessage(): Message {
    const text = needs.language() === 'id' ? `Pesan uji dari ${needs.siteName()}. Saluran ini berfungsi.` : `Test message from ${needs.siteName()}. This channel works.`;
    return { id: needs.newId(), kind: 'test', subject: text, text, facts: {}, createdAtMs: needs.now(), to: null };
  }

  return { rules, marked, paid, alerted, daily, testMessage };
}

export type Notices = ReturnType<typeof createNotices>;
