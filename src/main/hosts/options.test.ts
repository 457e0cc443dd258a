import { expect, test } from 'vitest';
import { Refusal, errorCodes } from '../../shared/errors.ts';
import { defaultDataDir, parseOptions } from './options.ts';
import { HostProblem, explain } from './problems.ts';

const at = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) => ({ platform, env, home: '/home/siti' });

test('data lies where each system keeps it, and a demo lies beside it', () => {
  expect(defaultDataDir(false, at('linux'))).toBe('/home/siti/.local/share/tatap');
  expect(defaultDataDir(true, at('linux', { XDG_DATA_HOME: '/data' }))).toBe('/data/tatap-demo');
  expect(defaultDataDir(false, at('darwin'))).toBe('/home/siti/Library/Application Support/tatap');
  expect(defaultDataDir(true, at('win32', { APPDATA: '/roaming' }))).toBe('/roaming/tatap-demo');
});

test('the options of the issue are understood', () => {
  const surroundings = at('linux');
  expect(parseOptions([], { lenient: false, surroundings })).toEqual({ dataDir: '/home/siti/.local/share/tatap', demo: false, engine: 'auto', windowed: false, port: 0, opsPort: null, sentryDsn: null, open: true, json: false, fakeCamera: null });
  expect(parseOptions(['--demo', '--windowed', '--data=/d', '--engine=faceapi', '--port=8123', '--ops-port=9464', '--no-open', '--json'], { lenient: false, surroundings }))
    .toEqual({ dataDir: '/d', demo: true, engine: 'faceapi', windowed: true, port: 8123, opsPort: 9464, sentryDsn: null, open: false, json: true, fakeCamera: null });
});

test('a wrong option is named', () => {
  const refused = (argv: string[]) => { try { parseOptions(argv, { lenient: false, surroundings: at('linux') }); } catch (error) { return error instanceof HostProblem ? `${error.code} ${error.detail}` : error; } return null; };
  expect(refused(['--prot=1'])).toBe('BAD_OPTION --prot');
  expect(refused(['--engine=best'])).toBe('BAD_OPTION --engine=best');
  for (const port of ['x', '70000', '-1', '']) expect(refused([`--port=${port}`])).toBe(`BAD_OPTION --port=${port}`);
  for (const dsn of ['x', 'https://sentry.example/1', 'ftp://key@sentry.example/1', 'https://key@sentry.example/']) expect(refused([`--sentry-dsn=${dsn}`])).toBe('BAD_OPTION --sentry-dsn');
  expect(parseOptions(['--sentry-dsn='], { lenient: false, surroundings: at('linux', { TATAP_SENTRY_DSN: 'https://key@sentry.example/1' }) }).sentryDsn).toBeNull();
  expect(parseOptions([], { lenient: false, surroundings: at('linux', { TATAP_SENTRY_DSN: 'https://key@sentry.example/1' }) }).sentryDsn).toBe('https://key@sentry.example/1');
  expect(refused(['--ops-port=x'])).toBe('BAD_OPTION --ops-port=x');
  expect(refused(['kiosk'])).toMatch(/^BAD_OPTION/);
});

test('Electron\'s own switches are passed over', () => {
  expect(parseOptions(['/checkout', '--no-sandbox', '--data=/d', '--inspect=0'], { lenient: true, surroundings: at('linux') }).dataDir).toBe('/d');
  expect(parseOptions(['--data'], { lenient: true, surroundings: at('linux') }).dataDir).toBe('/home/siti/.local/share/tatap');
});

test('whatever stops the start becomes one sentence in each language, without a stack trace', () => {
  const errors = [new HostProblem('NO_DISPLAY'), new HostProblem('PORT_IN_USE', '80'), new Refusal('DATABASE_NEWER'), new Error('odd'), 'text', Object.assign(new Error(), { code: 'EACCES' }), ...errorCodes.map((code) => new Refusal(code))];
  for (const error of errors) {
    const { id, en } = explain(error, '/d');
    for (const sentence of [id, en]) expect(sentence).toMatch(/^[A-Z][^\n]{20,}\.$/);
    expect(id).not.toBe(en);
  }
  expect(explain(new Refusal('DISK_FULL'), '/d')).toMatchObject({ code: 'DISK_FULL', en: expect.stringContaining('/d') });
});
