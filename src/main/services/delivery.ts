import { channelSetup } from '../../shared/contractNotifications.ts';
import type { SendError } from '../../shared/notifications.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { channelById, expireMessages, nextMessage, noteChannelIll, noteChannelWell, noteDead, noteFailed, noteSent, noteTry, pruneMessages, readyChannels, type ChannelRecord, type QueuedMessage } from '../db/queries/outbox.ts';
import { SendFailure } from '../notify/failure.ts';
import { sendLimits, type Message, type SendLimits } from '../notify/message.ts';
import { send } from '../notify/send.ts';
import type { Vault } from '../vault/vault.ts';
import { payloadOf } from './notices.ts';

const minute = 60_000;
const hour = 60 * minute;
export const deliveryRules = {
  firstWaitMs: 30_000, factor: 3, longestWaitMs: 6 * hour, tries: 12,
  /** What waited longer than this when its channel fails is a dead letter. */
  keptForMs: 48 * hour,
  /** A revoked token does not come back by asking. */
  unauthorisedWaitMs: 6 * hour,
  sentKeptMs: 14 * 24 * hour, deadKeptMs: 90 * 24 * hour, pruneEveryMs: hour,
} as const;

/** 30 s, 90 s, 4.5 min ... 6 h, give or take a fifth. `failures`: how many came before, 0 for the first wait; `random`: 0..1. */
export function waitMs(failures: number, random: number): number {
  const { firstWaitMs, factor, longestWaitMs } = deliveryRules;
  return Math.round(Math.min(longestWaitMs, firstWaitMs * factor ** Math.min(failures, 12)) * (0.8 + 0.4 * random));
}

export interface DeliveryNeeds {
  db: Db;
  vault: Pick<Vault, 'openText'>;
  now(): number;
  /** 0..1. */
  random(): number;
  onChanged(): void;
  /** In place of the network, for tests. */
  limits?: Partial<SendLimits>;
  /** A failure that is a bug. */
  onFault(error: unknown): void;
}

export const secretPurpose = (channelId: string): string => `channel:${channelId}`;

/** Takes messages out of the outbox, one at a time for each channel. At least once: who dies between sending and noting it sends again, under the same id. */
export function createDelivery(needs: DeliveryNeeds) {
  const { db, now } = needs;
  const limits: SendLimits = { ...sendLimits, now, ...needs.limits };
  const busy = new Map<string, Promise<void>>();
  let prunedAtMs = Number.NEGATIVE_INFINITY;
  let stopped = false;

  function tick(): void {
    if (stopped) return;
    if (Math.abs(now() - prunedAtMs) >= deliveryRules.pruneEveryMs) {
      prunedAtMs = now();
      pruneMessages(db, { sentBefore: now() - deliveryRules.sentKeptMs, deadBefore: now() - deliveryRules.deadKeptMs });
    }
    for (const channelId of readyChannels(db, now())) {
      if (busy.has(channelId)) continue;
      busy.set(channelId, drain(channelId).catch(needs.onFault).finally(() => busy.delete(channelId)));
    }
  }

  /** Until nothing is due any more, or the channel fails. */
  async function drain(channelId: string): Promise<void> {
    while (!stopped) {
      const channel = channelById(db, channelId);
      if (!channel?.enabled || (channel.retryAtMs !== null && channel.retryAtMs > now())) return;
      const message = nextMessage(db, channelId, now());
      if (!message) return;
      noteTry(db, message.id, now() + waitMs(message.tries, needs.random()));
      const failure = await attempt(channel, { ...message, createdAtMs: message.createdAtMs, ...payloadOf(message.payload) });
      if (!failure) noteSent(db, message.id, channelId, now());
      else noteFailure(channel, message, failure);
      needs.onChanged();
    }
  }

  /** Null: it was delivered. */
  async function attempt(channel: ChannelRecord, { id, kind, subject, text, facts, createdAtMs, to }: Message): Promise<SendFailure | null> {
    try {
      const secret = openSecret(channel);
      await send(channelSetup.parse(JSON.parse(channel.setup)), secret, { id, kind, subject, text, facts, createdAtMs, to }, limits);
      return null;
    } catch (error) {
      if (error instanceof SendFailure) return error;
      needs.onFault(error);
      return new SendFailure('rejected');
    }
  }

  /** @throws SendFailure */
  function openSecret({ channelId, sealedSecret }: ChannelRecord): string | null {
    try {
      return sealedSecret && needs.vault.openText(secretPurpose(channelId), sealedSecret);
    } catch {
      throw new SendFailure('secretBroken');
    }
  }

  function noteFailure(channel: ChannelRecord, message: QueuedMessage, { code, retryAfterMs }: SendFailure): void {
    const atMs = now();
    inTransaction(db, () => {
      // Nothing but this message is wrong, and trying again says the same.
      if (code === 'rejected') return noteDead(db, { id: message.id, error: code, atMs });
      const retryAtMs = atMs + (code === 'rateLimited' && retryAfterMs !== null ? retryAfterMs : isRevoked(code) ? deliveryRules.unauthorisedWaitMs : Math.max(retryAfterMs ?? 0, waitMs(channel.failures, needs.random())));
      noteChannelIll(db, { id: channel.channelId, retryAtMs, atMs, error: code });
      const counts = code !== 'rateLimited';
      if (counts && message.tries + 1 >= deliveryRules.tries) noteDead(db, { id: message.id, error: code, atMs });
      else noteFailed(db, { id: message.id, error: code, nextMs: retryAtMs, giveBack: counts ? 0 : 1 });
      expireMessages(db, { channelId: channel.channelId, before: atMs - deliveryRules.keptForMs, atMs });
    });
  }

  /** One message now, past the outbox. Answers why it failed; null: it was delivered. */
  async function test(channel: ChannelRecord, message: Message): Promise<SendError | null> {
    const failure = await attempt(channel, message);
    if (failure) return failure.code;
    noteChannelWell(db, channel.channelId, now());
    return null;
  }

  return {
    tick, test,
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all(busy.values());
    },
  };
}

export type Delivery = ReturnType<typeof createDelivery>;

export const isRevoked = (code: SendError | null): boolean => code === 'unauthorised' || code === 'secretBroken';
