import { isDeepStrictEqual } from 'node:util';
import type { AuditAction } from '../../shared/activity.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { channelSetup, plainUrl } from '../../shared/contractNotifications.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { contactsOf, dropContact, putContact } from '../db/queries/contacts.ts';
import { channelById, countMessages, deleteChannel, discardMessages, dropUnsentTo, listChannels, listMessages, putChannel, reviveMessages, type ChannelRecord } from '../db/queries/outbox.ts';
import { nameOf } from '../db/queries/people.ts';
import { courseNames } from '../db/queries/stats.ts';
import { isTemplate } from '../notify/template.ts';
import type { Vault } from '../vault/vault.ts';
import { appendAudit, type AuditChain, type AuditEvent } from './audit.ts';
import { secretPurpose, type Delivery } from './delivery.ts';
import { payloadOf, readRules, writeRules, type Notices } from './notices.ts';

const channelsAtMost = 20;

export interface ChannelsNeeds {
  db: Db;
  vault: Pick<Vault, 'sealText'>;
  audit: AuditChain;
  notices: Pick<Notices, 'testMessage'>;
  delivery: Pick<Delivery, 'test'>;
  requireWritable(): void;
  now(): number;
  monotonicMs(): number;
  newId(): string;
  /** After COMMIT. */
  onChanged(): void;
}

interface By { staffId: string }

/** Where messages go, what is told, and what did not arrive. */
export function createChannels(needs: ChannelsNeeds) {
  const { db, now } = needs;
  const testing = new Set<string>();

  function change<T>({ staffId }: By, action: AuditAction, subjectId: string | null, detail: AuditEvent['detail'], work: () => T): T {
    needs.requireWritable();
    const answer = inTransaction(db, () => {
      const made = work();
      appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, action, subjectId, detail });
      return made;
    });
    needs.onChanged();
    return answer;
  }

  function save(input: Parsed<'notifications.saveChannel'>, by: By): { channelId: string } {
    const { name, enabled, setup, secret } = input;
    if (setup.kind === 'whatsapp' && !isTemplate(setup.template)) throw new Refusal('BAD_INPUT', { field: 'setup.template' });
    if (setup.kind === 'slack' && typeof secret === 'string' && !plainUrl.safeParse(secret).success) throw new Refusal('BAD_INPUT', { field: 'secret' });
    if (setup.kind === 'telegram' && typeof secret === 'string' && !/^\d+:[\w-]+$/.test(secret)) throw new Refusal('BAD_INPUT', { field: 'secret' });
    const channelId = input.channelId ?? needs.newId();
    const detail = { kind: setup.kind, enabled, secretSet: secret !== undefined };
    return change(by, input.channelId === null ? 'channel.added' : 'channel.changed', channelId, detail, () => {
      const before = input.channelId === null ? null : required(channelId);
      if (!before && listChannels(db).length >= channelsAtMost) throw new Refusal('CHANNEL_LIMIT', { max: channelsAtMost });
      // A secret goes with where it is sent: another address must not be given the old one.
      const keep = secret === undefined && before !== null && targetOf(JSON.parse(before.setup)) === targetOf(setup);
      if (secret === undefined && before?.sealedSecret && !keep) throw new Refusal('BAD_INPUT', { field: 'secret' });
      const sealed = secret === undefined ? undefined : secret === null ? null : needs.vault.sealText(secretPurpose(channelId), secret);
      putChannel(db, { id: channelId, kind: setup.kind, name, setup: JSON.stringify(setup), enabled: enabled ? 1 : 0, atMs: now() }, sealed);
      return { channelId };
    });
  }

  /** @throws Refusal CHANNEL_NOT_FOUND */
  function required(channelId: string): ChannelRecord {
    const found = channelById(db, channelId);
    if (!found) throw new Refusal('CHANNEL_NOT_FOUND');
    return found;
  }

  function list(): Output<'notifications.channels'> {
    return {
      rows: listChannels(db).map(({ channelId, name, enabled, setup, sealedSecret, lastSuccessAtMs, lastErrorAtMs, lastError, retryAtMs, queued, dead }) => ({
        channelId, name, enabled: enabled === 1, setup: channelSetup.parse(JSON.parse(setup)), secretSet: sealedSecret !== null, lastSuccessAtMs, lastErrorAtMs, lastError, retryAtMs, queued, dead,
      })),
    };
  }

  function remove({ channelId }: { channelId: string }, by: By): Record<string, never> {
    return change(by, 'channel.removed', channelId, {}, () => {
      required(channelId);
      deleteChannel(db, channelId);
      const rules = readRules(db);
      const without = (ids: readonly string[]) => ids.filter((one) => one !== channelId);
      writeRules(db, {
        arrivals: { ...rules.arrivals, guardians: without(rules.arrivals.guardians), courses: rules.arrivals.courses.filter((one) => one.channelId !== channelId) },
        payments: { channels: without(rules.payments.channels) }, daily: { ...rules.daily, channels: without(rules.daily.channels) }, alerts: { ...rules.alerts, channels: without(rules.alerts.channels) },
      });
      return {};
    });
  }

  async function test({ channelId }: { channelId: string }): Promise<Output<'notifications.test'>> {
    needs.requireWritable();
    const channel = required(channelId);
    if (testing.has(channelId)) throw new Refusal('BUSY');
    testing.add(channelId);
    const startedAt = needs.monotonicMs();
    try {
      const error = await needs.delivery.test(channel, needs.notices.testMessage());
      return { error, tookMs: Math.round(needs.monotonicMs() - startedAt) };
    } finally {
      testing.delete(channelId);
      needs.onChanged();
    }
  }

  function saveRules({ revision, ...rules }: Parsed<'notifications.saveRules'>, by: By): Output<'notifications.saveRules'> {
    const standing = readRules(db);
    // Also when two wanted the same: then nothing is lost, and nothing to choose.
    if (isDeepStrictEqual({ ...rules, revision: standing.revision }, standing)) return { revision: standing.revision };
    // Never over a change this person has not seen: who is told what rests on all of it.
    if (standing.revision !== revision) throw new Refusal('EDIT_CONFLICT', { revision: standing.revision });
    const known = new Set(listChannels(db).map(({ channelId }) => channelId));
    const named = [...rules.arrivals.guardians, ...rules.arrivals.courses.map(({ channelId }) => channelId), ...rules.payments.channels, ...rules.daily.channels, ...rules.alerts.channels];
    if (named.some((channelId) => !known.has(channelId))) throw new Refusal('CHANNEL_NOT_FOUND');
    const courses = new Set(courseNames(db).map(({ courseId }) => courseId));
    if (rules.arrivals.courses.some(({ courseId }) => !courses.has(courseId))) throw new Refusal('COURSE_NOT_FOUND');
    return change(by, 'notifications.rules', null, { channels: new Set(named).size, dailyTime: rules.daily.time }, () => ({ revision: writeRules(db, rules).revision }));
  }

  function outbox({ state, channelId, limit, cursor }: Parsed<'notifications.outbox'>): Output<'notifications.outbox'> {
    const beforeSeq = cursor === null ? null : Number(cursor);
    if (beforeSeq !== null && !Number.isSafeInteger(beforeSeq)) throw new Refusal('BAD_INPUT', { field: 'cursor' });
    const rows = listMessages(db, { state, channelId, beforeSeq, limit });
    return {
      rows: rows.map(({ payload, ...row }) => {
        const { text, to } = payloadOf(payload);
        return { ...row, text, to: to && masked(to) };
      }),
      nextCursor: rows.length === limit ? String(rows.at(-1)?.seq ?? '') : null,
      total: countMessages(db, { state, channelId }),
    };
  }

  function requirePerson(personId: string): void {
    if (nameOf(db, personId) === null) throw new Refusal('PERSON_NOT_FOUND');
  }

  function saveContact({ personId, contact: { kind, address }, seen }: Parsed<'notifications.saveContact'>, by: By): Record<string, never> {
    requirePerson(personId);
    const standing = contactsOf(db, personId).find((one) => one.kind === kind)?.address ?? null;
    if (standing === address) return {};
    if (standing !== seen) throw new Refusal('EDIT_CONFLICT', { address: standing ?? '' });
    return change(by, 'contacts.changed', personId, { kind, removed: false }, () => {
      if (standing !== null) dropUnsentTo(db, personId, standing);
      putContact(db, personId, { kind, address, agreedAtMs: now() });
      return {};
    });
  }

  function removeContact({ personId, kind }: Parsed<'notifications.removeContact'>, by: By): Record<string, never> {
    requirePerson(personId);
    const standing = contactsOf(db, personId).find((one) => one.kind === kind);
    if (!standing) return {};
    return change(by, 'contacts.changed', personId, { kind, removed: true }, () => {
      dropUnsentTo(db, personId, standing.address);
      dropContact(db, personId, kind);
      return {};
    });
  }

  return {
    save, list, remove, test, saveRules, outbox, saveContact, removeContact,
    retry({ messageId }: { messageId: string }, by: By): { count: number } {
      const one = messageId === 'all' ? null : messageId;
      return change(by, 'outbox.retried', one, {}, () => ({ count: reviveMessages(db, one, now()) }));
    },
    discard({ messageId }: { messageId: string }, by: By): { count: number } {
      const one = messageId === 'all' ? null : messageId;
      return change(by, 'outbox.discarded', one, {}, () => ({ count: discardMessages(db, one) }));
    },
    contacts({ personId }: { personId: string }): Output<'notifications.contacts'> {
      requirePerson(personId);
      return { rows: contactsOf(db, personId) };
    },
  };
}

/** Where the secret goes. */
function targetOf(setup: Parsed<'notifications.saveChannel'>['setup']): string {
  switch (setup.kind) {
    case 'telegram': return `telegram ${setup.apiUrl}`;
    case 'email': return `email ${setup.host}:${setup.port} ${setup.security}`;
    case 'slack': return 'slack';
    case 'webhook': return 'webhook';
    case 'whatsapp': return `whatsapp ${setup.url}`;
  }
}

/** "081234567890" -> "081*****90". */
function masked(address: string): string {
  return address.length <= 5 ? '***' : `${address.slice(0, 3)}*****${address.slice(-2)}`;
}
