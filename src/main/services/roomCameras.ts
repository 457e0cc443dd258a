import type { CameraRow } from '../../shared/contractAttendance.ts';
import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { createHealth } from '../cameras/health.ts';
import { createPuller, pullerLimits, type Puller, type PullerNeeds } from '../cameras/puller.ts';
import { createVerifier, type Verifier } from '../cameras/signature.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { cameraById, insertCamera, listCameras, removeCamera, updateCamera, type CameraOfRoom } from '../db/queries/cameras.ts';
import { roomById } from '../db/queries/rooms.ts';
import type { Vault } from '../vault/vault.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import { createRoomLooks, type RoomLooksNeeds } from './roomLooks.ts';

/** A preview that was closed for this long and is opened again is a new look into the room, milliseconds. */
const viewedAnewAfterMs = 60_000;
/** Changes that come together are told together, milliseconds. */
const tellAfterMs = 250;

export interface RoomCamerasNeeds extends RoomLooksNeeds {
  db: Db;
  vault: Pick<Vault, 'sealText' | 'openText'>;
  audit: AuditChain;
  /** @throws Refusal when nothing may be written */
  requireWritable(): void;
  onCamerasChanged(): void;
  newId(): string;
  /** 0..1; spreads the tries of cameras that went away together. */
  random(): number;
  /** In place of a camera's connection, for tests. */
  pull?(needs: PullerNeeds): Puller;
}

/** A camera that is to be read: its connection comes when the one before it is gone. */
interface Running { key: string; puller: Puller | null; ended: boolean; ready: Promise<void> }

type SealedField = 'password' | 'token' | 'secret';

/** The cameras in the rooms: what is known of them, and their pictures on the way to the register. */
export function createRoomCameras(needs: RoomCamerasNeeds) {
  const { db, vault, now } = needs;
  const looks = createRoomLooks(needs);
  const pull = needs.pull ?? createPuller;
  const running = new Map<string, Running>();
  /** By camera and secret, for as long as the app runs: what was seen before a reconnect, or a change of address, stays seen. */
  const verifiers = new Map<string, { secret: string; verifier: Verifier }>();
  const broken = new Map<string, 'unauthorised' | 'badSignature'>();
  /** When each colleague last saw each camera's picture, by camera and staff. */
  const viewers = new Map<string, number>();
  let started = false;
  let telling: ReturnType<typeof setTimeout> | null = null;

  function tell(): void {
    telling ??= setTimeout(() => {
      telling = null;
      needs.onCamerasChanged();
    }, tellAfterMs);
  }

  const purpose = (field: SealedField, cameraId: string): string => `camera-${field}:${cameraId}`;
  const opened = (field: SealedField, cameraId: string, sealed: Buffer | null): string | null => sealed && vault.openText(purpose(field, cameraId), sealed);

  function verifierOf(cameraId: string, secret: string): Verifier {
    const known = verifiers.get(cameraId);
    if (known?.secret === secret) return known.verifier;
    const verifier = createVerifier(Buffer.from(secret, 'hex'), now);
    verifiers.set(cameraId, { secret, verifier });
    return verifier;
  }

  /** What the connection needs; null when a password or secret does not open: then the camera stays off, never unsigned. */
  function sourceOf(row: CameraOfRoom): Pick<PullerNeeds, 'address' | 'verifier'> | null {
    const { cameraId } = row;
    broken.delete(cameraId);
    try {
      const address = { url: row.url, username: row.username, password: opened('password', cameraId, row.sealedPassword), token: opened('token', cameraId, row.sealedToken) };
      broken.set(cameraId, 'badSignature');
      const secret = opened('secret', cameraId, row.sealedSecret);
      broken.delete(cameraId);
      return { address, verifier: secret === null ? null : verifierOf(cameraId, secret) };
    } catch (error) {
      if (!broken.has(cameraId)) broken.set(cameraId, 'unauthorised');
      needs.onFault(error, cameraId);
      return null;
    }
  }

  /** Begins to read the camera once `before` is gone. */
  function launch(row: CameraOfRoom, key: string, before: Promise<void>): void {
    const { cameraId } = row;
    const source = sourceOf(row);
    if (!source) return;
    const one: Running = { key, puller: null, ended: false, ready: before };
    one.ready = before.then(() => {
      if (one.ended) return;
      const puller = pull({ ...source, onFrame: (frame) => looks.offer(cameraId, frame), onChange: tell, now, monotonicMs: needs.monotonicMs, random: needs.random });
      one.puller = puller;
      looks.join(cameraId, row.roomId, { ...puller.counts, refuse: puller.refuse });
    });
    running.set(cameraId, one);
  }

  async function end(cameraId: string, one: Running): Promise<void> {
    one.ended = true;
    running.delete(cameraId);
    await one.ready;
    await Promise.all([one.puller?.stop(), looks.leave(cameraId)]);
  }

  /** Brings what runs in line with the table. */
  function follow(): void {
    if (!started) return;
    const wanted = new Map(listCameras(db).filter(({ enabled }) => enabled).map((row) => [row.cameraId, row]));
    for (const [cameraId, one] of running) if (!wanted.has(cameraId)) void end(cameraId, one);
    for (const [cameraId, row] of wanted) {
      const key = JSON.stringify([row.url, row.username, row.sealedPassword, row.sealedToken, row.sealedSecret]);
      const one = running.get(cameraId);
      if (one?.key === key) looks.move(cameraId, row.roomId);
      else launch(row, key, one ? end(cameraId, one).then(rest) : Promise.resolve());
    }
  }

  function list(): Output<'cameras.list'> {
    return { rows: listCameras(db).map((row) => rowOf(row, healthOf(row.cameraId))) };
  }

  function healthOf(cameraId: string): CameraRow['health'] {
    const health = running.get(cameraId)?.puller?.health();
    return health ?? { ...createHealth(needs).read(), trouble: broken.get(cameraId) ?? null };
  }

  function save(input: Parsed<'cameras.save'>, { staffId }: { staffId: string }): Output<'cameras.save'> {
    needs.requireWritable();
    requirePlainAddress(input);
    const cameraId = input.cameraId ?? needs.newId();
    const sealed = (field: SealedField) => {
      const text = input[field];
      return text === undefined ? undefined : text === null || text === '' ? null : vault.sealText(purpose(field, cameraId), text);
    };
    const { name, roomId, url, enabled } = input;
    const plain = { name, roomId, url, enabled, username: input.username || null };
    const secrets = { sealedPassword: sealed('password'), sealedToken: sealed('token'), sealedSecret: sealed('secret') };
    inTransaction(db, () => {
      if (!roomById(db, roomId)) throw new Refusal('ROOM_NOT_FOUND');
      if (input.cameraId === null) insertCamera(db, { id: cameraId, ...plain, ...secrets, createdAtMs: now() });
      else if (!cameraById(db, cameraId)) throw new Refusal('ROOM_CAMERA_NOT_FOUND');
      else updateCamera(db, cameraId, { ...plain, ...withoutUndefined(secrets) });
      const action = input.cameraId === null ? 'camera.added' : 'camera.changed';
      const changes = { passwordSet: input.password !== undefined, tokenSet: input.token !== undefined, secretSet: input.secret !== undefined };
      appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, action, subjectId: cameraId, detail: { roomId, host: new URL(url).host, enabled, ...changes } });
    });
    follow();
    needs.onCamerasChanged();
    return { cameraId };
  }

  function remove({ cameraId }: Parsed<'cameras.remove'>, { staffId }: { staffId: string }): Record<string, never> {
    needs.requireWritable();
    inTransaction(db, () => {
      if (!cameraById(db, cameraId)) throw new Refusal('ROOM_CAMERA_NOT_FOUND');
      removeCamera(db, cameraId, now());
      appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, action: 'camera.removed', subjectId: cameraId, detail: {} });
    });
    verifiers.delete(cameraId);
    broken.delete(cameraId);
    follow();
    needs.onCamerasChanged();
    return {};
  }

  function view({ cameraId }: Parsed<'cameras.view'>, { staffId }: { staffId: string }): Output<'cameras.view'> {
    if (!cameraById(db, cameraId)) throw new Refusal('ROOM_CAMERA_NOT_FOUND');
    noteViewer(cameraId, staffId);
    return looks.view(cameraId);
  }

  /** Who looks into a room is written down when they begin to, not four times a second. */
  function noteViewer(cameraId: string, staffId: string): void {
    const key = `${cameraId}|${staffId}`;
    const before = viewers.get(key);
    viewers.set(key, needs.monotonicMs());
    if (before !== undefined && needs.monotonicMs() - before < viewedAnewAfterMs) return;
    needs.requireWritable();
    inTransaction(db, () => appendAudit(needs.audit, { atMs: now(), actorKind: 'staff', actorId: staffId, action: 'camera.viewed', subjectId: cameraId, detail: {} }));
  }

  return {
    list, save, remove, view,
    /** Begins to read every camera that is switched on. Harmless when it has begun. */
    start(): void {
      started = true;
      follow();
    },
    /** Settles when every connection is gone. */
    async stop(): Promise<void> {
      started = false;
      if (telling) clearTimeout(telling);
      await Promise.all([...running].map(([cameraId, one]) => end(cameraId, one)));
      if (telling) clearTimeout(telling);
      telling = null;
    },
  };
}

function rowOf(row: CameraOfRoom, health: CameraRow['health']): CameraRow {
  const { cameraId, name, roomId, roomName, url, username, enabled } = row;
  return { cameraId, name, roomId, roomName, url, username, enabled, hasPassword: row.sealedPassword !== null, hasToken: row.sealedToken !== null, hasSecret: row.sealedSecret !== null, health };
}

/** A password in the address would lie in the open. @throws Refusal BAD_INPUT */
function requirePlainAddress({ url, username, token }: Parsed<'cameras.save'>): void {
  const { username: named, password } = new URL(url);
  if (named !== '' || password !== '') throw new Refusal('BAD_INPUT', { field: 'url' });
  // RFC 7617: the first colon ends the name.
  if (username?.includes(':')) throw new Refusal('BAD_INPUT', { field: 'username' });
  if (token && !/^[\x21-\x7e]+$/.test(token)) throw new Refusal('BAD_INPUT', { field: 'token' });
}

function withoutUndefined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>; // keys and values are T's own
}

function rest(): Promise<void> {
  return new Promise((rested) => setTimeout(rested, pullerLimits.restBetween));
}
