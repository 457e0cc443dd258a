import { expect, test } from 'vitest';
import type { Result } from '../../shared/errors.ts';
import { createReauthentication, type Reauth } from './reauthActions.ts';

/** A main that wants the password before it does anything, and knows one. */
function guarded() {
  let proven = false;
  const shown: Reauth['at'][] = [];
  let drop = () => {};
  const reauthentication = createReauthentication(({ at }) => shown.push(at));
  const call = async (): Promise<Result<string>> => (proven ? { ok: true, value: 'done' } : { ok: false, code: 'REAUTH_NEEDED', data: {} });
  const ask = async (_method: string, { password }: { password: string }): Promise<Result<object>> => {
    proven = password === 'right';
    return proven ? { ok: true, value: {} } : { ok: false, code: 'REAUTH_FAILED', data: {} };
  };
  // Stands in for the store's `ask`, of which only this one method is used here.
  const actions = reauthentication.actions({ set: () => {}, ask: ask as never, onDrop: (stop) => { drop = stop; } });
  return { through: () => reauthentication.through(call), actions, shown, drop: () => drop() };
}

test('what main refused without a fresh password goes on by itself once it is given, and several calls ask once', async () => {
  const { through, actions, shown } = guarded();
  const both = Promise.all([through(), through()]);
  await Promise.resolve();
  expect(await actions.reauthenticate('wrong')).toMatchObject({ code: 'REAUTH_FAILED' });
  expect(await actions.reauthenticate('right')).toBeNull();
  expect(await both).toEqual([{ ok: true, value: 'done' }, { ok: true, value: 'done' }]);
  expect(shown).toEqual(['asking', 'closed']);
});

test('closing the question, or the end of the session, refuses what waited for it', async () => {
  for (const end of ['closeReauth', 'drop'] as const) {
    const { through, actions, drop } = guarded();
    const waits = through();
    await new Promise((passed) => setImmediate(passed));
    if (end === 'drop') drop();
    else actions.closeReauth();
    expect(await waits).toMatchObject({ ok: false, code: 'REAUTH_NEEDED' });
  }
});
