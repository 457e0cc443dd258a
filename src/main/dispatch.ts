import { contract, type Contract, type Method, type MethodRole, type Output, type Parsed, type StaffMember, type StaffRole } from '../shared/contract.ts';
import { Refusal, type Result } from '../shared/errors.ts';
import type { Caller } from './seam.ts';

interface Context { caller: Caller }
interface StaffContext extends Context { staff: StaffMember }
type ContextOf<M extends Method> = Contract[M]['role'] extends readonly StaffRole[] ? StaffContext : Context;

/** One handler per contract method; a missing one does not compile. */
export type Handlers = { [M in Method]: (input: Parsed<M>, context: ContextOf<M>) => Output<M> | Promise<Output<M>> };

export interface DispatchNeeds {
  handlers: Handlers;
  /** The staff session of a window, or null. Throws `Refusal('SESSION_EXPIRED')` when it idled out. `staff.me` does not count as activity. */
  staffOf(connection: string, countsAsActivity: boolean): StaffMember | null;
  /** Whether the password was given at this window a short while ago. */
  provenLately(connection: string): boolean;
  setupDone(): boolean;
  /** Storage faults become their refusal; null when it is a bug. */
  refusalOf(error: unknown): Refusal | null;
  /** Refused at the door: who, what, why. Never the input. */
  onRefused(caller: Caller, method: string, code: string): void;
  onBug(method: string, error: unknown): void;
}

/**
 * The only way in: method -> role -> schema -> handler -> Result. Never throws.
 * The order matters: a caller without the role learns nothing about the schema, and an input is looked at only after both.
 */
export function createDispatch(needs: DispatchNeeds): (caller: Caller, method: string, input: unknown) => Promise<Result<unknown>> {
  return async (caller, method, input) => {
    if (!isMethod(method)) {
      needs.onRefused(caller, 'unknown method', 'NOT_ALLOWED');
      return { ok: false, code: 'NOT_ALLOWED', data: {} };
    }
    try {
      return { ok: true, value: await run(needs, caller, method, input) };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : needs.refusalOf(error);
      if (refusal) return { ok: false, code: refusal.code, data: refusal.data };
      needs.onBug(method, error);
      return { ok: false, code: 'INTERNAL', data: {} };
    }
  };
}

async function run<M extends Method>(needs: DispatchNeeds, caller: Caller, method: M, input: unknown): Promise<unknown> {
  const { role, fresh, input: schema, output } = contract[method];
  let staff: StaffMember | null;
  try {
    staff = admit(needs, caller, method, role);
  } catch (error) {
    if (error instanceof Refusal) needs.onRefused(caller, method, error.code);
    throw error;
  }
  // Before the input: what a stale desk may do does not depend on what it sends.
  if (fresh && !needs.provenLately(caller.connection)) throw new Refusal('REAUTH_NEEDED');
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new Refusal('BAD_INPUT', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
  // `contract[method]` widens to a union that TypeScript cannot tie back to M; the two lines above established both facts.
  const handler = needs.handlers[method] as (input: unknown, context: Context | StaffContext) => unknown;
  const value = await handler(parsed.data, staff ? { caller, staff } : { caller });
  // Parsing the answer drops every field the contract does not promise: nothing leaks by a spread too many.
  return output.parse(value);
}

/** @throws Refusal NOT_ALLOWED SETUP_DONE SESSION_EXPIRED. Answers the staff member where the role asks for one. */
function admit(needs: DispatchNeeds, caller: Caller, method: Method, role: MethodRole): StaffMember | null {
  if (!caller.topFrame) throw new Refusal('NOT_ALLOWED');
  if (role === 'public') return null;
  if (role === 'kiosk') {
    if (caller.window !== 'kiosk') throw new Refusal('NOT_ALLOWED');
    return null;
  }
  if (caller.window !== 'admin') throw new Refusal('NOT_ALLOWED');
  if (role === 'setup') {
    if (needs.setupDone()) throw new Refusal('SETUP_DONE');
    return null;
  }
  if (role === 'login') return null;
  const staff = needs.staffOf(caller.connection, method !== 'staff.me');
  if (!staff) throw new Refusal('SESSION_EXPIRED');
  if (!role.includes(staff.role)) throw new Refusal('NOT_ALLOWED');
  return staff;
}

function isMethod(method: string): method is Method {
  return Object.hasOwn(contract, method);
}
