import { decode, encode } from '@msgpack/msgpack';
import type { Page } from 'playwright-core';
import type {} from '../src/renderer/bridge.ts'; // declares window.tatap
import type { Input, Method, Output } from '../src/shared/contract.ts';
import type { Result } from '../src/shared/errors.ts';

/**
 * One call through the door a page has, with that page's session: for what a spec must prepare or look up and no person would do in front of the
 * screen. @throws Error with the code when it is refused
 */
export async function callFrom<M extends Method>(page: Page, method: M, input: Input<M>): Promise<Output<M>> {
  const result = await callThrough(page, method, input);
  if (!result.ok) throw new Error(`${method} was refused: ${result.code} ${JSON.stringify(result.data)}`);
  return result.value;
}

/** A colleague with a password, the way an owner and the colleague make it together: invited, and the code spent. */
export async function hire(page: Page, { password, ...invited }: Input<'staff.invite'> & { password: string }): Promise<{ staffId: string }> {
  const { staffId, code } = await callFrom(page, 'staff.invite', invited);
  await callFrom(page, 'staff.redeem', { username: invited.username, code, password });
  return { staffId };
}

async function callThrough<M extends Method>(page: Page, method: M, input: Input<M>): Promise<Result<Output<M>>> {
  if (await page.evaluate(() => window.tatap !== undefined)) {
    // Playwright's serialisation keeps plain data as it is; dispatch has validated it against the contract.
    return (await page.evaluate(([name, given]) => window.tatap?.call(name as Method, given as Input<Method>), [method, input] as const)) as Result<Output<M>>;
  }
  const { origin, pathname } = new URL(page.url());
  const side = pathname.startsWith('/admin') ? 'admin' : 'kiosk';
  const response = await page.request.post(`${origin}/${side}/call`, { headers: { 'Content-Type': 'application/msgpack', Origin: origin }, data: Buffer.from(encode({ method, input }, { ignoreUndefined: true })) });
  // Validated against the contract by dispatch before it was sent.
  return decode(await response.body()) as Result<Output<M>>;
}
