import { randomBytes } from 'node:crypto';
import type { EventName, EventPayload } from '../shared/contract.ts';
import { Refusal, type ErrorCode } from '../shared/errors.ts';
import type { HostNeeds, Parts } from './seam.ts';
import { inTransaction, type Db } from './db/open.ts';
import { createActivityHandlers } from './activityHandlers.ts';
import { createAttendanceHandlers } from './attendanceHandlers.ts';
import { createBackupHandlers } from './backupHandlers.ts';
import { createDeskHandlers } from './deskHandlers.ts';
import { createPeopleHandlers } from './peopleHandlers.ts';
import type { Handlers } from './dispatch.ts';
import { createOperationHandlers } from './operationHandlers.ts';
import type { Job } from './jobs.ts';
import { createNotificationHandlers } from './notificationHandlers.ts';
import { diskOf } from './ops/disk.ts';
import { describeError, type Log } from './ops/log.ts';
import type { Metrics } from './ops/metrics.ts';
import { createAttempts } from './services/attempts.ts';
import { appendAudit, type AuditChain, type AuditEvent } from './services/audit.ts';
import { createAuthorisations } from './services/authorisations.ts';
import { createChainWatch } from './services/chainWatch.ts';
import { createCharges } from './services/charges.ts';
import { createClock } from './services/clock.ts';
import { seedDemo } from './services/demo.ts';
import { createEnrolments } from './services/enrolments.ts';
import { createExports } from './services/exports.ts';
import { createFaces } from './services/faces.ts';
import { createLimits } from './services/limits.ts';
import { createNotices } from './services/notices.ts';
import { createLists } from './services/lists.ts';
import { createPayments } from './services/payments.ts';
import { createPins } from './services/pins.ts';
import { createReports } from './services/reports.ts';
import { createReceipts } from './services/receipts.ts';
import { createSessions } from './services/sessions.ts';
import { localDateOf } from './services/localTime.ts';
import { recognitionMeaning } from './services/recognition.ts';
import { createSettings, settingOf } from './services/settings.ts';
import { createSite } from './services/site.ts';
import { createTopups } from './services/topups.ts';
import { createVitals } from './services/vitals.ts';
import { createStaffHandlers } from './staffHandlers.ts';
import { writeDeviceKey } from './vault/deviceKey.ts';
import type { Vault } from './vault/vault.ts';
import type { EngineCard, Vision } from './vision/types.ts';

/** What the services know of the vision room, which starts later than they do. */
export interface Seeing {
  /** @throws Refusal ENGINE_UNAVAILABLE */
  vision(): Vision;
  /** Null until the models are loaded, or when no engine could be started. */
  engine(): EngineCard | null;
  /** Why the engine is not the best one, or not there. */
  trouble(): ErrorCode | null;
}

export interface ServicesNeeds {
  db: Db;
  vault: Vault;
  parts: Parts;
  log: Log;
  host: HostNeeds;
  emit<E extends EventName>(event: E, payload: EventPayload<E>, connection?: string | null): void;
  seeing: Seeing;
  metrics: Pick<Metrics, 'checkedIn'>;
  /** Ends this core, puts a restored backup into its place and begins anew. Returns at once. */
  switchToRestored(): void;
  /** How long nobody has called anything that moves money, people or files, milliseconds. */
  quietForMs(): number;
  /** What is wrong since the start; null when payments may be taken. */
  closedBecause: ErrorCode | null;
}

/** Wires the services to each other and to the contract; no rule lives here. */
export function createServices(needs: ServicesNeeds) {
  const { db, vault, parts, log, emit, seeing, closedBecause } = needs;
  const { now, newId } = parts;
  // A broken ledger still has sound accounts and settings; everything else leaves nothing that may be written.
  const storageFault = closedBecause === 'LEDGER_BROKEN' ? null : closedBecause;
  const chains = createChainWatch({
    db, vault, closedBecause, now,
    onBroken: (detail) => {
      log.error({ detail }, 'ledger or audit is broken, payments are closed');
      emit('site.changed', {});
    },
  });
  const closed = () => closedBecause ?? chains.fault();
  const limits = createLimits({ db, antiSpoofing: () => seeing.engine()?.antiSpoofing ?? false });
  const site = createSite({ db, version: needs.host.version, demo: needs.host.demo, limits: limits.read, seeing, closedBecause: closed, storageFault, now, newId });
  const { requireOpen } = site;
  const kioskId = site.kioskId();
  /** Staff are logged out after this long without a touch, milliseconds. */
  const staffIdleAfterMs = () => settingOf(db, 'staffIdleAfterMs');
  const clock = createClock({ db, now, monotonicMs: parts.monotonicMs });
  const audit: AuditChain = { db, kioskId, mac: vault.auditMac };
  const ledger = { db, kioskId, mac: vault.ledgerMac };
  const posted = (event: EventPayload<'ledger.posted'>) => emit('ledger.posted', event);

  const authorisations = createAuthorisations({ db, limits, clock, now, monotonicMs: parts.monotonicMs, newId, kioskId });
  const pins = createPins({ db, vault, clock, audit, authorisations, requireOpen, now, kioskId });
  const receipts = createReceipts({ sign: vault.sign, site: () => ({ siteName: site.name(), zone: site.zone() }) });
  const charges = createCharges({ db, limits, requireOpen, now, newId, kioskId });
  const topups = createTopups({ db, ledger, audit, limits, receipts, requireOpen, posted, now, newId });
  const language = () => site.status().language;
  const notices = createNotices({ db, zone: site.zone, siteName: site.name, language, now, newId });
  const payments = createPayments({ db, tell: notices.paid, ledger, audit, limits, receipts, authorisations, pins, zone: site.zone, requireOpen, posted, now, newId });
  const attempts = createAttempts({
    db, vision: seeing.vision, requireOpen, requireSetup: site.requireSetup, authorise: authorisations.create, kioskId, now, newId,
    monotonicMs: parts.monotonicMs,
    rules: () => ({ stepCount: settingOf(db, 'payStepCount'), strangerRate: settingOf(db, 'strangerRate'), marginDecades: settingOf(db, 'marginDecades'), strict: settingOf(db, 'passiveStrictness') === 'strict' }),
    randomInt: parts.randomInt,
    newNonce: () => randomBytes(16).toString('base64url'),
  });
  const enrolments = createEnrolments({
    db, vault, audit, vision: seeing.vision, kioskId, now, newId, requireSetup: requireEnrollable, monotonicMs: parts.monotonicMs,
    verifyCard: (text) => desk.verifyCard(text), personOf: (token) => desk.personOf(token), requestedBy: (requestId) => people.requestedBy(requestId),
    onEnrolled: (personId) => {
      people.enrolled(personId);
      emit('people.changed', {});
    },
    onForgotten: (error) => log.error(describeError(error), 'an enrolled face is recognised after the next start only'),
  });
  const faces = createFaces({
    db, audit, vision: seeing.vision, requireWritable, now, onErased: () => emit('people.changed', {}),
    onLeftover: (error) => log.error(describeError(error), 'an erased face is gone from memory and journal after the next start only'),
  });
  const lists = createLists({ db, lockClockMs: clock.guardNowMs, today: () => localDateOf(now(), site.zone()) });
  const sessions = createSessions({ db, monotonicMs: parts.monotonicMs, idleAfterMs: staffIdleAfterMs, newId, onChanged: () => emit('staff.changed', {}), onEnded: (connection) => { exporting.end(connection); emit('session.ended', {}, connection); } });
  /**
   * With the device key gone a row could only be chained with a wrong one, and a broken chain must not grow over its break: such rows go to
   * the log, and whoever has to repair it can still log in.
   */
  function auditStaff(row: Omit<AuditEvent, 'atMs'>): void {
    const onlyLogged = () => log.warn({ action: row.action, actorId: row.actorId }, 'audit row not chained');
    if (storageFault) return onlyLogged();
    try {
      inTransaction(db, () => appendAudit(audit, { ...row, atMs: now() }));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'LEDGER_BROKEN') throw error;
      onlyLogged();
    }
  }

  /** @throws Refusal when passwords cannot be checked: they are hashed with the device key, and an unreadable database holds no accounts */
  function requireAccounts(): void {
    if (storageFault && (storageFault.startsWith('KEY_') || !site.ownerKnown())) throw new Refusal(storageFault);
  }

  /** @throws Refusal, the fault since the start that leaves nothing that may be written */
  function requireWritable(): void {
    if (storageFault) throw new Refusal(storageFault);
  }

  /** @throws Refusal SETUP_NEEDED, or the fault that would leave templates sealed under a key nobody has */
  function requireEnrollable(): void {
    requireWritable();
    site.requireSetup();
  }

  const ground = { db, vault, audit, kioskId, zone: site.zone, siteName: site.name, emit, now, monotonicMs: parts.monotonicMs, newId, requireWritable };
  const staff = createStaffHandlers({
    ...ground, clock, sessions, requireAccounts, writable: () => storageFault === null, idleAfterMs: staffIdleAfterMs, onSetup: () => emit('site.changed', {}), tell: auditStaff, randomInt: parts.randomInt,
  });
  const desk = createDeskHandlers({ ...ground, attempts, pins, faces, newToken: () => randomBytes(24).toString('base64url') });
  const people = createPeopleHandlers({
    ...ground, clock, randomInt: parts.randomInt, newToken: () => randomBytes(24).toString('base64url'), language: () => site.status().language,
    vision: seeing.vision, engineOrNull: () => (seeing.engine() ? seeing.vision() : null),
    onLeftover: (error) => log.error(describeError(error), 'what cameras and journal know of somebody follows after the next start only'),
  });
  const attendance = createAttendanceHandlers({
    ...ground,
    engineOrNull: () => (seeing.engine() ? seeing.vision() : null),
    vision: seeing.vision, requireSetup: requireEnrollable, pins, verifyCard: desk.verifyCard, randomInt: parts.randomInt,
    tell: notices.marked,
    counted: ({ method, status }) => needs.metrics.checkedIn(method, status),
    onCameraFault: (error, cameraId) => log.error({ cameraId, ...describeError(error) }, 'a room camera'),
  });
  const backups = createBackupHandlers({
    ...ground, dataDir: needs.host.dataDir, version: needs.host.version, writeDeviceKey: (file, key) => writeDeviceKey(file, needs.host.keyStore, key), switchToRestored: needs.switchToRestored,
    onFault: (error) => log.error(describeError(error), 'a backup'),
  });
  const backupAge = backups.ageMs;
  const notifications = createNotificationHandlers({
    ...ground, notices, language, dataDir: needs.host.dataDir, cameras: () => attendance.cameras.list().rows, backupAge, backupWait: backups.waitMs,
    paymentsClosed: () => closed() !== null, engineMissing: () => seeing.engine() === null && seeing.trouble() !== null, random: Math.random,
    onFault: (error) => log.error(describeError(error), 'a message was not sent'),
  });
  tickAttendance();
  const settings = createSettings({
    db, audit, requireWritable, now, schedule: () => attendance.schedule, recognition: () => recognitionMeaning(seeing.engine() ? seeing.vision() : null),
    onSaved: () => { emit('site.changed', {}); emit('register.changed', {}); },
  });
  guarded('deletions are finished', people.tick);
  const exporting = createExports({
    ...ground, dataDir: needs.host.dataDir, cameras: () => attendance.cameras.list().rows, lockClockMs: clock.guardNowMs, newToken: () => randomBytes(24).toString('base64url'),
    onProgress: (progress, connection) => emit('exports.progress', progress, connection), onBug: (what) => log.error({ what }, 'bug in an export'),
  });

  const vitals = createVitals({
    db, cameras: () => attendance.cameras.list().rows, chains: chains.read, backupAge, disk: () => diskOf(needs.host.dataDir), closedBecause: closed, setupDone: site.setupDone,
    engine: () => ({ ready: seeing.engine() !== null, trouble: seeing.trouble() }), kioskSilent: needs.host.kioskSilent,
  });
  const operation = createOperationHandlers({
    ...ground, host: needs.host, chains, backupAge, health: vitals.health, engine: seeing.engine, quietForMs: () => (attempts.busy() || enrolments.busy() ? 0 : needs.quietForMs()), log,
  });
  const reports = createReports(ground);
  const activity = createActivityHandlers(ground);
  const jobs: readonly Job[] = [notifications.job, { tick: exporting.sweep, stop: exporting.stop }, activity.job, operation.job, ...backups.jobs];

  /** Never throws: what went wrong now may go right at a later tick, and it must close nothing else. */
  function guarded(what: string, work: () => void): void {
    if (storageFault) return;
    try {
      work();
    } catch (error) {
      log.warn(describeError(error), `${what} at a later tick`);
    }
  }

  function tickAttendance(): void {
    guarded('class sessions are looked after', () => attendance.tick());
  }

  const handlers: Handlers = {
    'site.status': () => site.status(),
    'windows.openAdmin': () => needs.host.openAdmin(),
    ...staff.handlers,
    'staff.me': (_, { staff: who }) => who,
    'people.list': (input) => lists.people(input),
    'transactions.list': (input) => lists.transactions(input),
    'people.eraseFace': (input, { staff: who }) => faces.erase(input, { staffId: who.staffId }),
    'topups.create': (input, { staff: who }) => topups.create(input, { staffId: who.staffId }),
    'charges.create': (input) => charges.create(input),
    'charges.cancel': (input) => charges.cancel(input),
    'attempts.begin': (input) => attempts.begin(input),
    'attempts.frame': (input) => attempts.frame(input),
    'attempts.submit': (input) => attempts.submit(input),
    'pins.authorise': (input) => pins.authorise(input),
    'payments.confirm': (input) => payments.confirm(input),
    'enrolments.begin': (input) => enrolments.begin(input),
    'enrolments.beginFor': (input) => enrolments.beginFor(input),
    'enrolments.frame': (input) => enrolments.frame(input),
    'enrolments.finish': (input) => enrolments.finish(input),
    'enrolments.cancel': (input) => enrolments.cancel(input),
    'settings.get': () => settings.get(),
    'settings.save': (input, { staff: who }) => settings.save(input, who),
    'settings.history': (input) => settings.history(input),
    ...attendance.handlers,
    ...notifications.handlers,
    ...desk.handlers,
    ...activity.handlers,
    ...operation.handlers,
    ...people.handlers,
    'reports.till': (input) => reports.till(input),
    'reports.month': (input, { staff: who }) => reports.month(input, who),
    ...backups.handlers,
    'exports.start': (input, { caller, staff: who }) => exporting.start(input, who, caller.connection),
    'exports.startPeople': (input, { caller, staff: who }) => exporting.start(input, who, caller.connection),
    'exports.cancel': (input, { caller }) => exporting.cancel(input, caller.connection),
    'exports.download': (input, { caller }) => exporting.download(input, caller.connection),
  };

  return {
    handlers,
    sessions,
    setupDone: site.setupDone,
    takeExport: exporting.take,
    vitals,
    /** Reads what every window needs. @throws what SQLite says of a damaged page */
    requireReadable: () => void site.status(),
    seedDemo: async (vision: Vision) => closedBecause ? undefined : seedDemo({ db, vault, vision, picturesDir: needs.host.demoPicturesDir, kioskId, topups, makeSessions: attendance.makeSessions, today: () => localDateOf(now(), site.zone()), now, newId }),
    /** Begins to read the room cameras; harmless when it has begun. A data folder that cannot be written keeps no marks: then nothing is read. */
    startCameras: () => { if (!storageFault) attendance.cameras.start(); },
    /** Settles when every connection to a camera is gone. */
    stopCameras: () => attendance.cameras.stop(),
    /** Every few seconds: idle staff sessions end, looks nobody finished are forgotten, the clock's drift is noted. */
    tick(): void {
      sessions.sweep();
      attempts.sweep();
      enrolments.sweep();
      desk.sweep();
      people.sweep();
      staff.sweep();
      attendance.sweep();
      clock.observe();
      tickAttendance();
      guarded('deletions are finished', people.tick);
      for (const job of jobs) guarded('a job goes on', () => job.tick());
    },
    stopJobs: async () => void (await Promise.all(jobs.map((job) => job.stop()))),
  };
}
