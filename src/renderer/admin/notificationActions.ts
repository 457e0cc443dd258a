import type { Input, Output } from '../../shared/contract.ts';
import type { ChannelRow, KeptRules, MessageRow } from '../../shared/contractNotifications.ts';
import type { Failure } from './lists.ts';
import { createLoader, failureOf, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';

export interface NotificationsSeen { channels: readonly ChannelRow[]; rules: KeptRules; messages: readonly MessageRow[]; total: number; courses: Output<'courses.list'>['rows'] }
export type NotificationsView = Loaded<NotificationsSeen>;
export type TestOutcome = { failure: Failure } | Output<'notifications.test'>;

/** The newest messages are shown, at most so many. */
const messagesShown = 200;

export interface NotificationActions {
  loadNotifications(): Promise<void>;
  saveChannel(input: Input<'notifications.saveChannel'>): Promise<Failure | null>;
  removeChannel(channelId: string): Promise<Failure | null>;
  testChannel(channelId: string): Promise<TestOutcome>;
  /** With the revision it was made on. */
  saveNotificationRules(rules: KeptRules): Promise<Failure | null>;
  /** Dead letters: one by its id, or "all". */
  retryMessages(messageId: string): Promise<Failure | null>;
  discardMessages(messageId: string): Promise<Failure | null>;
}

export function createNotificationActions({ get, set, ask, onDrop }: Tools): NotificationActions {
  const seen = createLoader<NotificationsSeen>({
    async read() {
      const [channels, rules, outbox, courses] = await Promise.all([
        ask('notifications.channels', {}), ask('notifications.rules', {}), ask('notifications.outbox', { limit: messagesShown }), ask('courses.list', {}),
      ]);
      if (!channels.ok) return channels;
      if (!rules.ok) return rules;
      if (!outbox.ok) return outbox;
      if (!courses.ok) return courses;
      return { ok: true, value: { channels: channels.value.rows, rules: rules.value, messages: outbox.value.rows, total: outbox.value.total, courses: courses.value.rows } };
    },
    get: () => get().notifications,
    put: (loaded) => set({ notifications: loaded }),
  });
  onDrop(() => seen.drop());

  async function changed(answer: Promise<Parameters<typeof failureOf>[0]>): Promise<Failure | null> {
    const failure = failureOf(await answer);
    if (!failure) await seen.load();
    return failure;
  }

  return {
    loadNotifications: () => seen.load(),
    saveChannel: (input) => changed(ask('notifications.saveChannel', input)),
    removeChannel: (channelId) => changed(ask('notifications.removeChannel', { channelId })),
    async testChannel(channelId) {
      const answer = await ask('notifications.test', { channelId });
      await seen.load();
      return answer.ok ? answer.value : { failure: { code: answer.code, data: answer.data } };
    },
    saveNotificationRules: (rules) => changed(ask('notifications.saveRules', rules)),
    retryMessages: (messageId) => changed(ask('notifications.retry', { messageId })),
    discardMessages: (messageId) => changed(ask('notifications.discard', { messageId })),
  };
}
