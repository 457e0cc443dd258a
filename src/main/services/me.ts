import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { newestTransactions, noteLogin, ownData, type OwnData } from '../db/queries/me.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import type { Pins } from './pins.ts';

/** A person's own data closes after this long without a touch, milliseconds. */
export const meIdleAfterMs = 60_000;
const shownTransactions = 10;

type Opened = Output<'me.openByPin'>;
type Overview = Output<'me.overview'>;

export interface MeNeeds {
  db: Db;
  audit: AuditChain;
  attempts: { submitForMe(input: Parsed<'me.openByFace'>): Promise<{ personId: string }> };
  pins: Pick<Pins, 'identify'>;
  faces: { erase(input: { personId: string }, by: { personId: string }): Promise<{ templates: number }> };
  /** The attendance a person sees of their own. */
  attendanceOf(personId: string): Pick<Overview, 'today' | 'counts' | 'rate' | 'courses' | 'marks'>;
  now(): number;
  monotonicMs(): number;
  /** 128 random bits or more, at most 64 characters. */
  newToken(): string;
}

/** One's own data at the kiosk, after one's own face or PIN. One person at a time, in RAM: whoever comes next closes it, and so does a restart. */
export function createMe(needs: MeNeeds) {
  const { db, monotonicMs } = needs;
  let open: { token: string; personId: string; touchedAtMs: number } | null = null;

  const isIdle = ({ touchedAtMs }: { touchedAtMs: number }): boolean => monotonicMs() - touchedAtMs >= meIdleAfterMs;

  async function openByFace(input: Parsed<'me.openByFace'>): Promise<Opened> {
    return opened((await needs.attempts.submitForMe(input)).personId, 'face');
  }

  async function openByPin(input: Parsed<'me.openByPin'>): Promise<Opened> {
    return opened((await needs.pins.identify(input)).personId, 'pin');
  }

  function opened(personId: string, method: 'face' | 'pin'): Opened {
    const atMs = needs.now();
    inTransaction(db, () => {
      noteLogin(db, personId, atMs);
      appendAudit(needs.audit, { atMs, actorKind: 'person', actorId: personId, action: 'me.opened', subjectId: personId, detail: { method } });
    });
    const token = needs.newToken();
    open = { token, personId, touchedAtMs: monotonicMs() };
    return { token, idleAfterMs: meIdleAfterMs };
  }

  /** Whose data the token shows; counts as a touch. @throws Refusal ME_CLOSED */
  function touch(token: string): OwnData & { personId: string } {
    sweep();
    const own = open?.token === token ? ownData(db, open.personId) : null;
    if (!open || !own) throw new Refusal('ME_CLOSED');
    open.touchedAtMs = monotonicMs();
    return { ...own, personId: open.personId };
  }

  function overview({ token }: Parsed<'me.overview'>): Overview {
    const { personId, name, identifier, balance, hasFace, createdAtMs } = touch(token);
    const transactions = newestTransactions(db, personId, shownTransactions).map((row) => ({ ...row, amount: rupiah(row.amount) }));
    return { name, identifier, balance: rupiah(balance), hasFace, createdAtMs, transactions, ...needs.attendanceOf(personId) };
  }

  /** @throws Refusal ME_CLOSED */
  function eraseFace({ token }: Parsed<'me.eraseFace'>): Promise<Output<'me.eraseFace'>> {
    const { personId } = touch(token);
    return needs.faces.erase({ personId }, { personId });
  }

  /** Whose data is open under this token; counts as a touch. @throws Refusal ME_CLOSED */
  function personOf(token: string): { personId: string } {
    return { personId: touch(token).personId };
  }

  function close({ token }: Parsed<'me.close'>): Output<'me.close'> {
    if (open?.token === token) open = null;
    return {};
  }

  /** Nobody touched it: it does not stay open behind their back. */
  function sweep(): void {
    if (open && isIdle(open)) open = null;
  }

  return { openByFace, openByPin, overview, personOf, eraseFace, close, sweep };
}
