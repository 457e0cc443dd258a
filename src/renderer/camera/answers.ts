import type { Bridge } from '../../shared/contract.ts';
import { Refusal, type Result } from '../../shared/errors.ts';

/** How the camera side reaches main: the bridge's own `call`. */
export type Call = Bridge['call'];

/** @throws Refusal what main refused with */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Refusal(result.code, result.data);
}
