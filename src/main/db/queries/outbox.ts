import type { AlertKind, ChannelKind, MessageKind, MessageState, SendError } from '../../../shared/notifications.ts';
import { prepared, type Db } from '../open.ts';

export interface ChannelRecord {
  channelId: string; kind: ChannelKind; name: string;
  /** JSON. */
  setup: string;
  sealedSecret: Buffer | null; enabled: 0 | 1; failures: number; retryAtMs: number | null;
  lastSuccessAtMs: number | null; lastErrorAtMs: number | null; lastError: SendError | null; queued: number; dead: number;
}

const channelColumns = `id AS channelId, kind, name, setup, sealed_secret AS sealedSecret, enabled, failures, retry_at_ms AS retryAtMs, last_success_at_ms AS lastSuccessAtMs,
  last_error_at_ms AS lastErrorAtMs, last_error AS lastError,
  (SELECT count(*) FROM outbox o WHERE o.channel_id = channels.id AND o.state = 'queued') AS queued, (SELECT count(*) FROM outbox o WHERE o.state = 'dead' AND o.channel_id = channels.id) AS dead`;
const allChannels = prepared(({ sqlite }) => sqlite.prepare<[], ChannelRecord>(`SELECT ${channelColumns} FROM channels ORDER BY name, id`));
const oneChannel = prepared(({ sqlite }) => sqlite.prepare<[string], ChannelRecord>(`SELECT ${channelColumns} FROM channels WHERE id = ?`));

export function listChannels(db: Db): ChannelRecord[] {
  return allChannels(db).all();
}

export function channelById(db: Db, channelId: string): ChannelRecord | null {
  return oneChannel(db).get(channelId) ?? null;
}

const switchedOn = prepared(({ sqlite }) => sqlite.prepare<[], { channelId: string; kind: ChannelKind }>('SELECT id AS channelId, kind FROM channels WHERE enabled = 1'));

export function enabledChannels(db: Db): Map<string, ChannelKind> {
  return new Map(switchedOn(db).all().map(({ channelId, kind }) => [channelId, kind]));
}

export interface SavedChannel { id: string; kind: ChannelKind; name: string; setup: string; enabled: 0 | 1; atMs: number }

const saving = prepared(({ sqlite }) => ({
  put: sqlite.prepare<[SavedChannel]>(`INSERT INTO channels (id, kind, name, setup, enabled, created_at_ms) VALUES (@id, @kind, @name, @setup, @enabled, @atMs)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, setup = excluded.setup, enabled = excluded.enabled, failures = 0, retry_at_ms = NULL, last_error = NULL`),
  secret: sqlite.prepare<[Buffer | null, string]>('UPDATE channels SET sealed_secret = ? WHERE id = ?'),
  wake: sqlite.prepare<[number, string]>("UPDATE outbox SET next_try_at_ms = ? WHERE channel_id = ? AND state = 'queued'"),
}));

/** Adds it, or changes it; what waited for it is due now. `sealedSecret` undefined: left as it is. */
export function putChannel(db: Db, channel: SavedChannel, sealedSecret: Buffer | null | undefined): void {
  const { put, secret, wake } = saving(db);
  put.run(channel);
  if (sealedSecret !== undefined) secret.run(sealedSecret, channel.id);
  wake.run(channel.atMs, channel.id);
}

const removing = prepared(({ sqlite }) => sqlite.prepare<[string]>('DELETE FROM channels WHERE id = ?'));

/** With its messages. */
export function deleteChannel(db: Db, channelId: string): boolean {
  return removing(db).run(channelId).changes === 1;
}

export interface NewMessage { id: string; channelId: string; kind: MessageKind; personId: string | null; payload: string; atMs: number }

const adding = prepared(({ sqlite }) => sqlite.prepare<[NewMessage]>(
  "INSERT INTO outbox (id, channel_id, kind, person_id, payload, created_at_ms, next_try_at_ms, state) VALUES (@id, @channelId, @kind, @personId, @payload, @atMs, @atMs, 'queued')"));

export function insertMessage(db: Db, message: NewMessage): void {
  adding(db).run(message);
}

export interface QueuedMessage { id: string; kind: MessageKind; payload: string; createdAtMs: number; tries: number }

const ready = prepared(({ sqlite }) => sqlite.prepare<[number], { channelId: string }>(`
  SELECT c.id AS channelId FROM channels c WHERE c.enabled = 1 AND (c.retry_at_ms IS NULL OR c.retry_at_ms <= ?) AND EXISTS (SELECT 1 FROM outbox o WHERE o.channel_id = c.id AND o.state = 'queued')`));
const next = prepared(({ sqlite }) => sqlite.prepare<[string, number], QueuedMessage>(`
  SELECT id, kind, payload, created_at_ms AS createdAtMs, tries FROM outbox WHERE channel_id = ? AND state = 'queued' AND next_try_at_ms <= ? ORDER BY seq LIMIT 1`));

/** Channels that may be used now and have something to send. */
export function readyChannels(db: Db, nowMs: number): string[] {
  return ready(db).all(nowMs).map(({ channelId }) => channelId);
}

/** The oldest that is due. */
export function nextMessage(db: Db, channelId: string, nowMs: number): QueuedMessage | null {
  return next(db).get(channelId, nowMs) ?? null;
}

const outcomes = prepared(({ sqlite }) => ({
  trying: sqlite.prepare<[number, string]>("UPDATE outbox SET tries = tries + 1, next_try_at_ms = ? WHERE id = ? AND state = 'queued'"),
  sent: sqlite.prepare<[number, string]>("UPDATE outbox SET state = 'sent', last_error = NULL, done_at_ms = ? WHERE id = ?"),
  channelWell: sqlite.prepare<[number, string]>('UPDATE channels SET failures = 0, retry_at_ms = NULL, last_error = NULL, last_success_at_ms = ? WHERE id = ?'),
  channelIll: sqlite.prepare<{ id: string; retryAtMs: number; atMs: number; error: SendError }>(
    'UPDATE channels SET failures = failures + 1, retry_at_ms = @retryAtMs, last_error = @error, last_error_at_ms = @atMs WHERE id = @id'),
  failed: sqlite.prepare<{ id: string; error: SendError; nextMs: number; giveBack: 0 | 1 }>('UPDATE outbox SET last_error = @error, next_try_at_ms = @nextMs, tries = tries - @giveBack WHERE id = @id'),
  dead: sqlite.prepare<{ id: string; error: SendError; atMs: number }>("UPDATE outbox SET state = 'dead', last_error = @error, done_at_ms = @atMs WHERE id = @id"),
  expire: sqlite.prepare<{ channelId: string; before: number; atMs: number }>(
    "UPDATE outbox SET state = 'dead', last_error = coalesce(last_error, 'expired'), done_at_ms = @atMs WHERE channel_id = @channelId AND state = 'queued' AND created_at_ms < @before"),
}));

/** Before anything leaves: a machine that dies now tries again from `nextMs` on, and not at once for ever. */
export function noteTry(db: Db, messageId: string, nextMs: number): void {
  outcomes(db).trying.run(nextMs, messageId);
}

export function noteSent(db: Db, messageId: string, channelId: string, atMs: number): void {
  outcomes(db).sent.run(atMs, messageId);
  outcomes(db).channelWell.run(atMs, channelId);
}

export function noteChannelWell(db: Db, channelId: string, atMs: number): void {
  outcomes(db).channelWell.run(atMs, channelId);
}

export function noteChannelIll(db: Db, how: { id: string; retryAtMs: number; atMs: number; error: SendError }): void {
  outcomes(db).channelIll.run(how);
}

/** `giveBack`: the try does not count. */
export function noteFailed(db: Db, how: { id: string; error: SendError; nextMs: number; giveBack: 0 | 1 }): void {
  outcomes(db).failed.run(how);
}

export function noteDead(db: Db, how: { id: string; error: SendError; atMs: number }): void {
  outcomes(db).dead.run(how);
}

/** What waited since before `before`. */
export function expireMessages(db: Db, how: { channelId: string; before: number; atMs: number }): void {
  outcomes(db).expire.run(how);
}

export interface MessageRecord {
  seq: number; messageId: string; channelId: string; channelName: string; kind: MessageKind; payload: string; createdAtMs: number; nextTryAtMs: number; tries: number;
  state: MessageState; lastError: SendError | null; doneAtMs: number | null;
}
interface MessageQuery { state: MessageState | null; channelId: string | null }

const where = '(@state IS NULL OR o.state = @state) AND (@channelId IS NULL OR o.channel_id = @channelId)';
const listing = prepared(({ sqlite }) => sqlite.prepare<MessageQuery & { beforeSeq: number | null; limit: number }, MessageRecord>(`
  SELECT o.seq, o.id AS messageId, o.channel_id AS channelId, c.name AS channelName, o.kind, o.payload, o.created_at_ms AS createdAtMs, o.next_try_at_ms AS nextTryAtMs, o.tries, o.state,
    o.last_error AS lastError, o.done_at_ms AS doneAtMs
  FROM outbox o JOIN channels c ON c.id = o.channel_id WHERE ${where} AND (@beforeSeq IS NULL OR o.seq < @beforeSeq) ORDER BY o.seq DESC LIMIT @limit`));
const counting = prepared(({ sqlite }) => sqlite.prepare<MessageQuery, { n: number }>(`SELECT count(*) AS n FROM outbox o WHERE ${where}`));

export function listMessages(db: Db, query: MessageQuery & { beforeSeq: number | null; limit: number }): MessageRecord[] {
  return listing(db).all(query);
}

export function countMessages(db: Db, query: MessageQuery): number {
  return counting(db).get(query)?.n ?? 0;
}

const deadLetters = prepared(({ sqlite }) => ({
  wakeChannels: sqlite.prepare<{ id: string | null }>("UPDATE channels SET retry_at_ms = NULL, failures = 0 WHERE id IN (SELECT channel_id FROM outbox WHERE state = 'dead' AND (@id IS NULL OR id = @id))"),
  retry: sqlite.prepare<{ id: string | null; now: number }>("UPDATE outbox SET state = 'queued', tries = 0, created_at_ms = @now, next_try_at_ms = @now, done_at_ms = NULL WHERE state = 'dead' AND (@id IS NULL OR id = @id)"),
  discard: sqlite.prepare<{ id: string | null }>("DELETE FROM outbox WHERE state = 'dead' AND (@id IS NULL OR id = @id)"),
  prune: sqlite.prepare<{ sentBefore: number; deadBefore: number }>("DELETE FROM outbox WHERE (state = 'sent' AND done_at_ms < @sentBefore) OR (state = 'dead' AND done_at_ms < @deadBefore)"),
}));

/** With all their tries ahead of them. Answers how many. */
export function reviveMessages(db: Db, messageId: string | null, nowMs: number): number {
  deadLetters(db).wakeChannels.run({ id: messageId });
  return deadLetters(db).retry.run({ id: messageId, now: nowMs }).changes;
}

export function discardMessages(db: Db, messageId: string | null): number {
  return deadLetters(db).discard.run({ id: messageId }).changes;
}

/** What still waits is not sent: in a restored database it went out long ago. */
export function discardQueued(db: Db): void {
  db.sqlite.prepare("DELETE FROM outbox WHERE state = 'queued'").run();
}

export function pruneMessages(db: Db, how: { sentBefore: number; deadBefore: number }): void {
  deadLetters(db).prune.run(how);
}

const unsent = prepared(({ sqlite }) => sqlite.prepare<[string, string]>("DELETE FROM outbox WHERE person_id = ? AND state <> 'sent' AND payload ->> '$.to' = ?"));

/** What was not delivered to an address about a person is not sent there any more. */
export function dropUnsentTo(db: Db, personId: string, address: string): void {
  unsent(db).run(personId, address);
}

export interface AlertRecord { key: string; kind: AlertKind; subject: string | null; sinceAtMs: number }

const alertStatements = prepared(({ sqlite }) => ({
  all: sqlite.prepare<[], AlertRecord>('SELECT key, kind, subject, since_at_ms AS sinceAtMs FROM alerts ORDER BY since_at_ms, key'),
  put: sqlite.prepare<[AlertRecord]>('INSERT INTO alerts (key, kind, subject, since_at_ms) VALUES (@key, @kind, @subject, @sinceAtMs) ON CONFLICT DO NOTHING'),
  remove: sqlite.prepare<[string]>('DELETE FROM alerts WHERE key = ?'),
}));

export function listAlerts(db: Db): AlertRecord[] {
  return alertStatements(db).all.all();
}

export function putAlert(db: Db, alert: AlertRecord): void {
  alertStatements(db).put.run(alert);
}

export function removeAlert(db: Db, key: string): void {
  alertStatements(db).remove.run(key);
}

const sessionWords = prepared(({ sqlite }) => sqlite.prepare<[string], { courseId: string; courseName: string; startsAtMs: number }>(
  'SELECT s.course_id AS courseId, c.name AS courseName, s.starts_at_ms AS startsAtMs FROM class_sessions s JOIN courses c ON c.id = s.course_id WHERE s.id = ?'));

/** What a notice says of a class. */
export function sessionWordsOf(db: Db, sessionId: string): { courseId: string; courseName: string; startsAtMs: number } | null {
  return sessionWords(db).get(sessionId) ?? null;
}
