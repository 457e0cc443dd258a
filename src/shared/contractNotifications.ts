import { z } from 'zod';
import { atMs, entry, id, nothing, personName, staffRoles, timeOfDay } from './contractParts.ts';
import { markStatuses, sessionStates } from './attendance.ts';
import { alertKinds, contactKinds, messageKinds, messageStates, sendErrors } from './notifications.ts';
import { localDate, moneySum } from './contractParts.ts';

/* Notifications and the dashboard; spread into `contract`. */

const management = ['owner', 'admin'] as const;

/** http(s), without a name or password in it: those would lie in the open. */
export const plainUrl = z.url({ protocol: /^https?$/ }).max(500).regex(/^https?:\/\/[^/?#@\\]+([/?#][^\\]*)?$/i);
const line = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\p{Cc}]*$/u);
const phone = z.string().trim().regex(/^\+?[0-9]{6,20}$/);
const mailbox = z.email().max(254);

/** How a channel is reached, without its secret: the bot's token, Slack's webhook address, the mail password, the signing key, the gateway's token. */
export const channelSetup = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('telegram'), chatId: line(64), apiUrl: plainUrl.default('https://api.telegram.org') }),
  z.object({ kind: z.literal('slack') }),
  z.object({
    kind: z.literal('email'), host: z.string().trim().min(1).max(253).regex(/^[A-Za-z0-9.:-]+$/), port: z.int().min(1).max(65_535), security: z.enum(['tls', 'starttls', 'none']),
    username: line(254).nullable(), from: mailbox,
    /** Comma-separated, at most 10. */
    to: z.string().max(2_600).refine((text) => text.split(',').length <= 10 && text.split(',').every((one) => mailbox.safeParse(one.trim()).success)),
  }),
  z.object({ kind: z.literal('webhook'), url: plainUrl }),
  z.object({
    kind: z.literal('whatsapp'), url: plainUrl, header: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/), phone,
    /** A JSON object with {text}, and {phone} and {id} where wanted. */
    template: z.string().min(2).max(4_000),
  }),
]);
export type ChannelSetup = z.infer<typeof channelSetup>;

const channel = z.object({
  channelId: id, name: z.string(), enabled: z.boolean(), setup: channelSetup, secretSet: z.boolean(),
  lastSuccessAtMs: atMs.nullable(), lastErrorAtMs: atMs.nullable(),
  /** Null once a message went through again. */
  lastError: z.enum(sendErrors).nullable(),
  /** Left alone until then. */
  retryAtMs: atMs.nullable(),
  queued: z.int(), dead: z.int(),
});
export type ChannelRow = z.infer<typeof channel>;

const channelIds = z.array(id).max(20);
export const notificationRules = z.object({
  arrivals: z.object({
    statuses: z.array(z.enum(['present', 'late', 'absent'])),
    /** Channels over which guardians are told, at the address kept with the person. */
    guardians: channelIds,
    /** Everybody of a course, to one channel. */
    courses: z.array(z.object({ courseId: id, channelId: id })).max(500),
  }),
  payments: z.object({ channels: channelIds }),
  daily: z.object({ time: timeOfDay, channels: channelIds }),
  alerts: z.object({ channels: channelIds, cameraDownMin: z.int().min(1).max(1_440), backupOldHours: z.int().min(1).max(2_400), diskFreeGb: z.number().min(0.1).max(10_000) }),
});
export type NotificationRules = z.infer<typeof notificationRules>;
/** With how often they were saved: an edit says which of them it saw. */
export const keptRules = notificationRules.extend({ revision: z.int().nonnegative() });
export type KeptRules = z.infer<typeof keptRules>;

const message = z.object({
  messageId: id, channelId: id, channelName: z.string(), kind: z.enum(messageKinds), text: z.string(),
  /** The receiver, masked; null: where the channel leads by itself. */
  to: z.string().nullable(),
  createdAtMs: atMs, nextTryAtMs: atMs, tries: z.int(), state: z.enum(messageStates), lastError: z.enum(sendErrors).nullable(), doneAtMs: atMs.nullable(),
});
export type MessageRow = z.infer<typeof message>;

/** What an address of each kind looks like. */
export const contactAddresses = { telegram: z.string().trim().regex(/^-?\d{3,20}$/), email: mailbox, whatsapp: phone } as const;
const contact = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('telegram'), address: contactAddresses.telegram }),
  z.object({ kind: z.literal('email'), address: contactAddresses.email }),
  z.object({ kind: z.literal('whatsapp'), address: contactAddresses.whatsapp }),
]);
export type Contact = z.infer<typeof contact>;

const alert = z.object({ kind: z.enum(alertKinds), /** A camera's or a channel's name. */ subject: z.string().nullable(), sinceMs: atMs });
export type AlertRow = z.infer<typeof alert>;

const moneyDay = z.object({ date: localDate, paid: moneySum, payments: z.int(), toppedUp: moneySum, topUps: z.int() });
export type MoneyDay = z.infer<typeof moneyDay>;
const marksDay = z.object({ date: localDate, present: z.int(), late: z.int(), excused: z.int(), sick: z.int(), absent: z.int() });

export const notificationsContract = {
  /** Where messages go, and how each is doing. Secrets are never sent back. */
  'notifications.channels': entry({ role: management, input: nothing, output: z.object({ rows: z.array(channel) }) }),
  /** `secret`: undefined leaves what is there, null removes it. At most 20. What waited is tried at once. @throws CHANNEL_NOT_FOUND CHANNEL_LIMIT BAD_INPUT */
  'notifications.saveChannel': entry({
    role: management, fresh: true,
    input: z.object({ channelId: id.nullable(), name: personName, enabled: z.boolean(), setup: channelSetup, secret: z.string().min(1).max(2_000).regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/).nullable().optional() }),
    output: z.object({ channelId: id }),
  }),
  /** With every message that waits for it. @throws CHANNEL_NOT_FOUND */
  'notifications.removeChannel': entry({ role: management, fresh: true, input: z.object({ channelId: id }), output: nothing }),
  /** Sends a test message now and says how it went; at most 10 seconds. @throws CHANNEL_NOT_FOUND BUSY */
  'notifications.test': entry({ role: management, input: z.object({ channelId: id }), output: z.object({ error: z.enum(sendErrors).nullable(), tookMs: z.int() }) }),
  'notifications.rules': entry({ role: management, input: nothing, output: keptRules }),
  /** `revision`: what the editor saw. @throws EDIT_CONFLICT (with the revision that stands) CHANNEL_NOT_FOUND COURSE_NOT_FOUND */
  'notifications.saveRules': entry({ role: management, fresh: true, input: keptRules, output: z.object({ revision: z.int().nonnegative() }) }),
  /** Newest first. */
  'notifications.outbox': entry({
    role: management,
    input: z.object({ state: z.enum(messageStates).nullable().default(null), channelId: id.nullable().default(null), limit: z.int().min(1).max(200).default(50), cursor: z.string().max(120).nullable().default(null) }),
    output: z.object({ rows: z.array(message), nextCursor: z.string().nullable(), total: z.int() }),
  }),
  /** Dead letters are tried again: one of them, or "all". Answers how many. */
  'notifications.retry': entry({ role: management, input: z.object({ messageId: z.union([id, z.literal('all')]) }), output: z.object({ count: z.int() }) }),
  /** Dead letters are thrown away: one of them, or "all". Answers how many. */
  'notifications.discard': entry({ role: management, fresh: true, input: z.object({ messageId: z.union([id, z.literal('all')]) }), output: z.object({ count: z.int() }) }),
  /** Where a person's guardian is told; `agreedAtMs`: since when they want to be. @throws PERSON_NOT_FOUND */
  'notifications.contacts': entry({ role: management, input: z.object({ personId: id }), output: z.object({ rows: z.array(z.object({ kind: z.enum(contactKinds), address: z.string(), agreedAtMs: atMs })) }) }),
  /**
   * One address of its kind, instead of the one that was there. `seen`: the address the editor saw, null for none; `agreed`: its owner wants to be told.
   * @throws PERSON_NOT_FOUND EDIT_CONFLICT (with the address that stands, "" for none)
   */
  'notifications.saveContact': entry({ role: management, fresh: true, input: z.object({ personId: id, contact, seen: z.string().max(254).nullable(), agreed: z.literal(true) }), output: nothing }),
  /** Nobody is told there any more, of what waits to be sent neither. @throws PERSON_NOT_FOUND */
  'notifications.removeContact': entry({ role: management, fresh: true, input: z.object({ personId: id, kind: z.enum(contactKinds) }), output: nothing }),

  /** Today at a glance, as far as the caller may see it: money without teachers, attendance without cashiers (teachers: their own courses), the machine for the management. */
  'dashboard.today': entry({
    role: staffRoles,
    input: nothing,
    output: z.object({
      date: localDate, nowMs: atMs,
      /** `before`: the same weekday a week ago, until the same time. `days`: 30, today last. */
      money: z.object({ today: moneyDay, before: moneyDay, days: z.array(moneyDay) }).nullable(),
      attendance: z.object({
        sessions: z.array(z.object({ sessionId: id, courseCode: z.string(), courseName: z.string(), roomName: z.string(), startsAtMs: atMs, endsAtMs: atMs, state: z.enum(sessionStates), members: z.int(), ...Object.fromEntries(markStatuses.map((status) => [status, z.int()])) as Record<(typeof markStatuses)[number], z.ZodInt> })),
        days: z.array(marksDay),
      }).nullable(),
      machine: z.object({
        cameras: z.array(z.object({ cameraId: id, name: z.string(), roomName: z.string(), enabled: z.boolean(), live: z.boolean() })),
        diskFreeBytes: z.int().nullable(), diskTotalBytes: z.int().nullable(),
        /** Null: none was ever made, or it is not known. */
        backupAgeMs: z.int().nullable(),
        alerts: z.array(alert),
      }).nullable(),
      /** What is left to do before the first day; null once all is done. */
      firstSteps: z.object({ siteNamed: z.boolean(), personEnrolled: z.boolean(), toppedUp: z.boolean(), courseMade: z.boolean(), backupMade: z.boolean() }).nullable(),
    }),
  }),
} as const;
export type DashboardToday = z.infer<(typeof notificationsContract)['dashboard.today']['output']>;
