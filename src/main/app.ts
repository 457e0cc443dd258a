import { randomInt, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { contract, events, type EventName, type EventPayload, type Method } from '../shared/contract.ts';
import { Refusal, type ErrorCode } from '../shared/errors.ts';
import { openCore } from './core.ts';
import type { Seeing } from './handlers.ts';
import { createCrashReports, noReports } from './ops/crashReports.ts';
import { createLog, describeError } from './ops/log.ts';
import { measured } from './measuredVision.ts';
import { createMetrics } from './ops/metrics.ts';
import { commitRestore } from './ops/restoreSwitch.ts';
import { loadGallery } from './services/gallery.ts';
import type { App, HostNeeds, Parts, Pushed } from './seam.ts';
import { createVision } from './vision/vision.ts';
import type { Vision } from './vision/types.ts';

const sweepEveryMs = 5_000;
/** What pages ask by themselves while nobody is there, and the watch for people who check in. Every other call is somebody doing something. */
const passive: ReadonlySet<string> = new Set<Method>(['windows.beat', 'site.status', 'staff.me', 'checkins.board', 'checkins.begin', 'checkins.frame', 'checkins.end', 'enrolments.pending', 'cameras.view']);
/** Faults of the start that go away without anybody touching the data folder: the next ticks try again. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['DATABASE_LOCKED', 'DISK_FULL', 'DATA_FOLDER_NOT_WRITABLE']);

/**
 * Builds the whole core in a data folder. Opens even when the database, the key or the models are broken:
 * payments are closed with a reason and everything that can still be used stays reachable (R5).
 * @throws only for what leaves nothing to show, such as a data folder that cannot be created
 */
export async function createApp(needs: HostNeeds, given: Partial<Parts> = {}): Promise<App> {
  const parts: Parts = {
    now: Date.now,
    monotonicMs: () => performance.now(),
    newId: randomUUID,
    randomInt,
    createVision: (log) => createVision({ resourcesDir: needs.resourcesDir, engine: needs.engine, log }),
    ...given,
  };
  const { log, close: closeLog } = createLog(needs.dataDir);
  const reports = needs.sentryDsn === null ? noReports : await createCrashReports(needs.sentryDsn, { version: needs.version, host: needs.host }).catch((error: unknown) => {
    log.warn(describeError(error), 'bugs are not reported');
    return noReports;
  });
  const metrics = createMetrics({ version: needs.version, host: needs.host, methods: Object.keys(contract), now: parts.now });
  let lastCallAt = parts.monotonicMs();
  let vision: Vision | null = null;
  let visionTrouble: ErrorCode | null = null;
  const listeners = new Set<(pushed: Pushed) => void>();
  const emit = <E extends EventName>(event: E, payload: EventPayload<E>, connection: string | null = null) => {
    for (const listener of listeners) {
      try {
        listener({ event, payload, to: events[event].to, connection });
      } catch (error) {
        // A window that is just closing must not turn a committed payment into a failure.
        log.warn({ event, ...describeError(error) }, 'an event was not delivered');
      }
    }
  };
  const seeing: Seeing = {
    vision: () => {
      if (!vision) throw new Refusal('ENGINE_UNAVAILABLE');
      return vision;
    },
    engine: () => vision?.engine ?? null,
    trouble: () => visionTrouble,
  };
  const open = () => openCore({ host: needs, parts, log, emit, seeing, metrics, reports, switchToRestored, quietForMs: () => parts.monotonicMs() - lastCallAt });
  let core = await open();
  let visionReady = startVision();
  const sweep = setInterval(() => { void tick(); }, sweepEveryMs);
  sweep.unref();

  async function startVision(): Promise<void> {
    let started: Vision | null = null;
    try {
      started = measured(await parts.createVision((line) => log.info(line)), metrics);
      visionTrouble = started.fallbackReason;
      await fillGallery(started);
      vision = started;
    } catch (error) {
      visionTrouble = error instanceof Refusal ? error.code : 'ENGINE_UNAVAILABLE';
      log.error(describeError(error), 'no vision: face payments are off, PIN stays');
      await started?.close();
    }
    if (vision && needs.demo) await core.services.seedDemo(vision).catch((error: unknown) => log.error(describeError(error), 'the demo was not filled'));
    // Without an engine too: staff see how the cameras are doing and what they show.
    core.services.startCameras();
    emit('site.changed', {});
  }

  async function fillGallery(started: Vision): Promise<void> {
    const { loaded, refused } = await loadGallery(core.db, core.vault, started);
    log.info({ engine: started.engine.id, model: started.engine.model, fallback: started.fallbackReason, templates: loaded, refused }, 'vision ready');
  }

  let ticking: Promise<void> | null = null;
  /** Never two at a time, never throws: it runs from a timer. */
  function tick(): Promise<void> {
    if (switching) return switching;
    ticking ??= (async () => {
      core.services.tick();
      if (core.closedBecause && passing.has(core.closedBecause)) await openAgain();
      if (vision && !vision.alive()) await seeAgain();
    })()
      .catch((error: unknown) => log.error(describeError(error), 'bug in the sweep'))
      .finally(() => { ticking = null; });
    return ticking;
  }

  /** Another program let the database go, or there is room again: the kiosk opens by itself. */
  async function openAgain(): Promise<void> {
    await visionReady;
    const next = await open();
    if (next.closedBecause && passing.has(next.closedBecause)) return next.close();
    const before = core;
    core = next;
    await before.close();
    log.info({ was: before.closedBecause, now: core.closedBecause }, 'the data folder was opened again');
    if (vision) await fillGallery(vision);
    core.services.startCameras();
    emit('site.changed', {});
  }

  let switching: Promise<void> | null = null;
  const underWay = new Set<Promise<unknown>>();
  /** After the call that decided it was answered; every other one is refused until the restored data are open. */
  function switchToRestored(): void {
    switching ??= new Promise((answered) => { setTimeout(answered, 0); })
      .then(openRestored)
      .catch((error: unknown) => log.error(describeError(error), 'the restored backup is put into its place at the next start'))
      .finally(() => { switching = null; });
  }

  async function openRestored(): Promise<void> {
    await Promise.allSettled(underWay);
    await ticking;
    await visionReady;
    await core.close();
    try {
      commitRestore(needs.dataDir, parts.now());
    } finally {
      // Not decided, then: on what was there before.
      core = await open();
    }
    log.info({ closed: core.closedBecause }, 'opened on restored data');
    // A new one: what the old one knows of faces are the faces of other data.
    await vision?.close();
    vision = null;
    emit('session.ended', {});
    visionReady = startVision();
    await visionReady;
  }

  /** The vision worker crashed: meanwhile the windows know that only a PIN pays. */
  async function seeAgain(): Promise<void> {
    log.error({}, 'the vision worker has ended, another is started');
    vision = null;
    visionTrouble = 'ENGINE_UNAVAILABLE';
    emit('site.changed', {});
    visionReady = startVision();
    await visionReady;
  }

  return {
    async call(caller, method, input) {
      if (!passive.has(method)) lastCallAt = parts.monotonicMs();
      if (switching) return { ok: false, code: 'BUSY', data: {} };
      const answer = core.dispatch(caller, method, input);
      underWay.add(answer);
      try {
        const result = await answer;
        metrics.called(method, result.ok ? 'ok' : result.code);
        return result;
      } finally {
        underWay.delete(answer);
      }
    },
    metrics: async () => metrics.text(await core.services.vitals.read()),
    health: () => core.services.vitals.health(),
    fault(error) {
      log.error(describeError(error), 'an error nobody caught: the kiosk ends and is started again');
      reports.report(error, 'fatal');
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    takeExport: (token, connection) => core.services.takeExport(token, connection),
    disconnected: (connection) => core.services.sessions.end(connection),
    visionReady,
    tick,
    async close() {
      clearInterval(sweep);
      await switching;
      await ticking;
      await visionReady;
      await core.services.stopCameras();
      await vision?.close();
      await core.close();
      metrics.close();
      await reports.close();
      await closeLog();
    },
  };
}
