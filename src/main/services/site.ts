import { z } from 'zod';
import { kioskModes } from '../../shared/attendance.ts';
import type { Language, SiteStatus } from '../../shared/contract.ts';
import { Refusal, type ErrorCode } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { readSetting, writeSetting } from '../db/queries/settings.ts';
import { ownerExists } from '../db/queries/staff.ts';
import type { EngineCard } from '../vision/types.ts';
import type { Limits } from './limits.ts';
import { settingOf } from './settings.ts';

const text = z.string();
const language = z.enum(['id', 'en']);

export interface SiteNeeds {
  db: Db;
  version: string;
  demo: boolean;
  limits(): Limits;
  seeing: {
    /** Null while the models load, or when no engine could be started. */
    engine(): EngineCard | null;
    /** Why it is not the best engine, or none. */
    trouble(): ErrorCode | null;
  };
  /** Why payments are closed, since the start or since a check; null when they are not. */
  closedBecause(): ErrorCode | null;
  /** What is wrong since the start, where nothing may be written: then it cannot be told whether the set-up was done, and nobody may do it again. */
  storageFault: ErrorCode | null;
  now(): number;
  newId(): string;
}

/** What the site is called, where it is, and whether it may take money. */
export function createSite(needs: SiteNeeds) {
  const { db } = needs;
  const setting = <T>(key: string, schema: z.ZodType<T>, otherwise: T): T => schema.catch(otherwise).parse(readSetting(db, key));
  const name = () => setting('siteName', text, '');
  const zone = () => setting('zone', text, 'Asia/Jakarta');

  /** Made once per data folder; every row of money and audit carries it, for the day many kiosks share a ledger (row 54). */
  function kioskId(): string {
    const known = setting('kioskId', text, '');
    if (known !== '') return known;
    const made = `kiosk-${needs.newId().slice(0, 8)}`;
    writeSetting(db, 'kioskId', made);
    return made;
  }

  function status(): SiteStatus {
    const engine = needs.seeing.engine();
    const limits = needs.limits();
    const done = setupDone();
    const reason = needs.closedBecause() ?? (done ? null : 'SETUP_NEEDED');
    const chosen: Language = setting('language', language, 'id');
    return {
      version: needs.version,
      setupDone: done,
      demo: needs.demo,
      kioskId: kioskId(),
      siteName: name(),
      zone: zone(),
      language: chosen,
      nowMs: needs.now(),
      engine: { id: engine?.id ?? 'onnx', antiSpoofing: engine?.antiSpoofing ?? false, ready: engine !== null, trouble: needs.seeing.trouble() },
      payments: { open: reason === null, reason },
      limits: { minAmount: limits.minAmount, maxAmount: limits.maxAmount, faceOnlyMax: limits.faceOnlyMax, quickAmounts: [...limits.quickAmounts] },
      idleAfterMs: limits.idleAfterMs,
      confirmWithinMs: limits.confirmWithinMs,
      kioskMode: setting('kioskMode', z.enum(kioskModes), 'both'),
      soundVolume: settingOf(db, 'soundVolume'),
      appearance: { text: settingOf(db, 'kioskText'), contrast: settingOf(db, 'kioskContrast') },
      spokenPrompts: settingOf(db, 'spokenPrompts'),
    };
  }

  function setupDone(): boolean {
    return needs.storageFault !== null || ownerExists(db);
  }

  /** @throws Refusal SETUP_NEEDED */
  function requireSetup(): void {
    if (!setupDone()) throw new Refusal('SETUP_NEEDED');
  }

  /** @throws Refusal SETUP_NEEDED PAYMENTS_CLOSED */
  function requireOpen(): void {
    requireSetup();
    const reason = needs.closedBecause();
    if (reason) throw new Refusal('PAYMENTS_CLOSED', { reason });
  }

  return { status, requireSetup, requireOpen, kioskId, name, zone, setupDone, ownerKnown: () => ownerExists(db) };
}
