import { randomBytes } from 'node:crypto';
import type { EventName, EventPayload } from '../shared/contract.ts';
import { Refusal, type ErrorCode } from '../shared/errors.ts';
import type { HostNeeds, Parts } from './app.ts';
import { inTransaction, type Db } from './db/open.ts';
import type { Handlers } from './dispatch.ts';
import type { Log } from './ops/log.ts';
import { createAttempts } from './services/attempts.ts';
import { appendAudit, type AuditChain } from './services/audit.ts';
import { createAuthorisations } from './services/authorisations.ts';
import { createCharges } from './services/charges.ts';
import { createClock } from './services/clock.ts';
import { seedDemo } from './services/demo.ts';
import { createEnrolments } from './services/enrolments.ts';
import { createLimits } from './services/limits.ts';
import { createLists } from './services/lists.ts';
import { createPayments } from './services/payments.ts';
import { createPins } from './services/pins.ts';
import { createReceipts } from './services/receipts.ts';
import { createSessions } from './services/sessions.ts';
import { createSite } from './services/site.ts';
import { createStaff } from './services/staff.ts';
import { createTopups } from './services/topups.ts';
import { requireStrongPassword } from './vault/passwords.ts';
import type { Vault } from './vault/vault.ts';
import type { EngineCard, Vision } from './vision/types.ts';

/** Staff are logged out after this long without a touch, milliseconds. */
const staffIdleAfterMs = 10 * 60_000;
/** Chance that any stranger of a whole gallery is taken for somebody, and the cosine the runner-up must stay behind: docs/face-matching.md. */
const matching = { targetFpir: 1e-3, margin: 0.05 };

export interface ServicesNeeds {
  db: Db;
  vault: Vault;
  parts: Parts;
  log: Log;
  host: HostNeeds;
  emit<E extends EventName>(event: E, payload: EventPayload<E>, connection?: string | null): void;
  /** @throws Refusal ENGINE_UNAVAILABLE */
  vision(): Vision;
  engine(): EngineCard | null;
  closedBecause(): ErrorCode | null;
}

/** Wires the services to each other and to the contract; no rule lives here. */
export function createServices(needs: ServicesNeeds) {
  const { db, vault, parts, log, emit } = needs;
  const { now, newId } = parts;
  const limits = createLimits({ db, antiSpoofing: () => needs.engine()?.antiSpoofing ?? false });
  const site = createSite({ db, version: needs.host.version, demo: needs.host.demo, limits: limits.read, engine: needs.engine, closedBecause: needs.closedBecause, now, newId });
  const { requireOpen } = site;
  const kioskId = site.kioskId();
  const clock = createClock({ db, now, monotonicMs: parts.monotonicMs });
  const audit: AuditChain = { db, kioskId, mac: vault.auditMac };
  const ledger = { db, kioskId, mac: vault.ledgerMac };
  const posted = (event: EventPayload<'ledger.posted'>) => emit('ledger.posted', event);

  const authorisations = createAuthorisations({ db, limits, clock, now, monotonicMs: parts.monotonicMs, newId, kioskId });
  const pins = createPins({ db, vault, clock, audit, authorisations, requireOpen, now, kioskId });
  const receipts = createReceipts({ sign: vault.sign, site: () => ({ siteName: site.name(), zone: site.zone() }) });
  const charges = createCharges({ db, limits, requireOpen, now, newId, kioskId });
  const topups = createTopups({ db, ledger, audit, limits, receipts, requireOpen, posted, now, newId });
  const payments = createPayments({ db, ledger, audit, limits, receipts, authorisations, pins, zone: site.zone, requireOpen, posted, now, newId });
  const attempts = createAttempts({
    db, vision: needs.vision, requireOpen, authorise: authorisations.create, matching: () => matching, kioskId, now, newId,
    randomInt: parts.randomInt,
    newNonce: () => randomBytes(16).toString('base64url'),
  });
  const enrolments = createEnrolments({ db, vault, audit, vision: needs.vision, kioskId, now, newId, requireSetup: requireEnrollable, onEnrolled: () => emit('people.changed', {}) });
  const lists = createLists({ db, lockClockMs: clock.guardNowMs });
  const sessions = createSessions({ db, monotonicMs: parts.monotonicMs, idleAfterMs: () => staffIdleAfterMs, onEnded: (connection) => emit('session.ended', {}, connection) });
  const staff = createStaff({
    db, sessions, requireStrongPassword,
    hashPassword: vault.hashPassword,
    verifyPassword: vault.passwordMatches,
    pseudonym: vault.pseudonym,
    audit: (row) => {
      // With the device key gone a row could only be chained with a wrong one, which would break the chain for good: it goes to the log.
      if (storageFault()) log.warn({ action: row.action, actorId: row.actorId }, 'audit row not chained');
      else inTransaction(db, () => appendAudit(audit, { ...row, atMs: now() }));
    },
    idleAfterMs: () => staffIdleAfterMs,
    onSetup: () => emit('site.changed', {}),
    now, newId,
  });

  function storageFault(): ErrorCode | null {
    const reason = needs.closedBecause();
    return reason?.startsWith('KEY_') || reason?.startsWith('DATABASE_') ? reason : null;
  }

  /** @throws Refusal SETUP_NEEDED, or the fault that would leave templates sealed under a key nobody has */
  function requireEnrollable(): void {
    const fault = storageFault();
    if (fault) throw new Refusal(fault);
    site.requireSetup();
  }

  const handlers: Handlers = {
    'site.status': () => site.status(),
    'windows.openAdmin': () => needs.host.openAdmin(),
    'setup.firstRun': (input, { caller }) => staff.firstRun(input, caller.connection),
    'staff.login': (input, { caller }) => staff.login(input, caller.connection),
    'staff.logout': (_, { caller, staff: who }) => staff.logout(caller.connection, who),
    'staff.me': (_, { staff: who }) => who,
    'people.list': (input) => lists.people(input),
    'transactions.list': (input) => lists.transactions(input),
    'topups.create': (input, { staff: who }) => topups.create(input, { staffId: who.staffId }),
    'charges.create': (input) => charges.create(input),
    'charges.cancel': (input) => charges.cancel(input),
    'attempts.begin': (input) => attempts.begin(input),
    'attempts.frame': (input) => attempts.frame(input),
    'attempts.submit': (input) => attempts.submit(input),
    'pins.authorise': (input) => pins.authorise(input),
    'payments.confirm': (input) => payments.confirm(input),
    'enrolments.begin': (input) => enrolments.begin(input),
    'enrolments.frame': (input) => enrolments.frame(input),
    'enrolments.finish': (input) => enrolments.finish(input),
    'enrolments.cancel': (input) => enrolments.cancel(input),
  };

  return {
    handlers,
    sessions,
    setupDone: site.setupDone,
    seedDemo: (vision: Vision) => seedDemo({ db, vault, vision, picturesDir: needs.host.demoPicturesDir, kioskId, topups, now, newId }),
    /** Every few seconds: idle staff sessions end, the clock's drift is noted. */
    tick(): void {
      sessions.sweep();
      clock.observe();
    },
  };
}
