import type { Bridge, EventName, Input, Method, Output, PersonRow, Receipt, SiteStatus, StaffMember, TransactionRow } from '../../shared/contract.ts';
import { contract } from '../../shared/contract.ts';
import type { ErrorCode, RefusalData, Result } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';

/** A UUID that is the same in every run: `uuid(7)` is the seventh. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

export const refused = (code: ErrorCode, data: RefusalData = {}): Result<never> => ({ ok: false, code, data });

export const owner: StaffMember = { staffId: uuid(1), name: 'Siti Rahmawati', username: 'siti', role: 'owner', idleAfterMs: 600_000 };

export const status: SiteStatus = {
  version: '0.1.0', setupDone: true, demo: false, kioskId: 'kiosk-1', siteName: 'Kantin Sekar', zone: 'Asia/Jakarta', language: 'id', nowMs: 0,
  engine: { id: 'onnx', antiSpoofing: true, ready: true, trouble: null }, payments: { open: true, reason: null },
  limits: { minAmount: 500, maxAmount: 10_000_000, faceOnlyMax: 100_000, quickAmounts: [5_000, 10_000] },
  idleAfterMs: 45_000, confirmWithinMs: 15_000, soundVolume: 0.5, appearance: { text: 'normal', contrast: 'normal' }, spokenPrompts: false, kioskMode: 'pay',
};

export const person = (n: number, patch: Partial<PersonRow> = {}): PersonRow => ({
  personId: uuid(1000 + n), name: `Orang ${n}`, identifier: `NIS${String(n).padStart(4, '0')}`, balance: rupiah(n * 1000), hasFace: true, hasPin: true,
  pinLocked: false, createdAtMs: 1_700_000_000_000 + n, ...patch,
});

export const transaction = (n: number, patch: Partial<TransactionRow> = {}): TransactionRow => ({
  transferId: uuid(5000 + n), number: String(n).padStart(6, '0'), kind: 'payment', atMs: 1_700_000_000_000 + n, amount: rupiah(15_000),
  personId: uuid(1001), personName: 'Orang 1', method: 'face', staffName: null, ...patch,
});

export const receipt = (patch: Partial<Receipt> = {}): Receipt => ({
  transferId: uuid(9000), number: '000123', atMs: 1_700_000_000_000, zone: 'Asia/Jakarta', siteName: 'Kantin Sekar', amount: rupiah(50_000),
  balance: rupiah(51_000), method: 'cash', maskedName: 'O**** 1', qr: '{}', ...patch,
});

type Answers = { [M in Method]?: (input: Input<M>) => Result<Output<M>> | Promise<Result<Output<M>>> };

/** A bridge that answers from `answers`, remembers the calls, and holds every call and answer to the contract's schemas. */
export function fakeBridge(answers: Answers) {
  const calls: { method: Method; input: unknown }[] = [];
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const bridge: Bridge = {
    window: 'admin',
    async call(method, input) {
      calls.push({ method, input: contract[method].input.parse(input) });
      // The mapped type pairs each method with its own answer; indexing by a type parameter loses the pairing.
      const answer = answers[method] as ((input: unknown) => Result<Output<typeof method>> | Promise<Result<Output<typeof method>>>) | undefined;
      if (!answer) throw new Error(`nothing was expected to call ${method}`);
      const result = await answer(input);
      if (result.ok) contract[method].output.parse(result.value);
      return result;
    },
    on(event, listener) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all);
      all.add(listener);
      return () => all.delete(listener);
    },
  };
  return {
    bridge,
    calls,
    answers,
    callsOf: (method: Method) => calls.filter((call) => call.method === method),
    emit: (event: EventName, payload: unknown = {}) => listeners.get(event)?.forEach((listener) => listener(payload as never)), // tests know the payload
    listening: () => [...listeners.values()].reduce((sum, all) => sum + all.size, 0),
  };
}
