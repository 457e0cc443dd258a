import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { HostNeeds } from '../seam.ts';
import { HostProblem } from './problems.ts';

/** What both hosts take from the command line; the browser host uses `port`, `open`, `json` and `fakeCamera` as well. */
export interface HostOptions {
  dataDir: string;
  demo: boolean;
  engine: HostNeeds['engine'];
  /** A window instead of the whole screen. */
  windowed: boolean;
  /** TCP port on 127.0.0.1; 0 lets the system choose a free one. */
  port: number;
  /** Port of 127.0.0.1 for `/metrics` and `/health`; null: none. */
  opsPort: number | null;
  /** Address of a Sentry that bugs are reported to; null: none. */
  sentryDsn: string | null;
  /** False: print the launch address instead of opening Chromium. */
  open: boolean;
  /** Print machine-readable lines on stdout. */
  json: boolean;
  /** MJPEG or Y4M file Chromium plays instead of a camera (tests). */
  fakeCamera: string | null;
}

interface Surroundings { env: NodeJS.ProcessEnv; platform: NodeJS.Platform; home: string }

/** The customary place for an application's data on each system; demo data never mixes with real data. */
export function defaultDataDir(demo: boolean, { env, platform, home }: Surroundings): string {
  const name = demo ? 'tatap-demo' : 'tatap';
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), name);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', name);
  return join(env.XDG_DATA_HOME ?? join(home, '.local', 'share'), name);
}

/**
 * Reads the host's options. Unknown ones are refused unless `lenient` (Electron adds Chromium's own switches to argv).
 * @throws HostProblem BAD_OPTION
 */
export function parseOptions(argv: readonly string[], { lenient, surroundings = thisMachine() }: { lenient: boolean; surroundings?: Surroundings }): HostOptions {
  const value = readArguments(argv, lenient);
  const text = (name: 'data' | 'engine' | 'port' | 'ops-port' | 'sentry-dsn' | 'fake-camera'): string | null => {
    const given = value(name);
    return typeof given === 'string' ? given : null;
  };
  const demo = value('demo') === true;
  const dataDir = text('data');
  const opsPort = text('ops-port');
  return {
    dataDir: dataDir === null ? defaultDataDir(demo, surroundings) : resolve(dataDir),
    demo,
    engine: oneOf('--engine', text('engine') ?? 'auto', ['auto', 'onnx', 'faceapi']),
    windowed: value('windowed') === true,
    port: portOf('--port', text('port')),
    opsPort: opsPort === null ? null : portOf('--ops-port', opsPort),
    sentryDsn: dsnOf(text('sentry-dsn') ?? surroundings.env.TATAP_SENTRY_DSN ?? ''),
    open: value('no-open') !== true,
    json: value('json') === true,
    fakeCamera: text('fake-camera') ?? surroundings.env.TATAP_FAKE_CAMERA ?? null,
  };
}

function thisMachine(): Surroundings {
  return { env: process.env, platform: process.platform, home: homedir() };
}

const known = {
  data: { type: 'string' }, demo: { type: 'boolean' }, engine: { type: 'string' }, windowed: { type: 'boolean' },
  port: { type: 'string' }, 'ops-port': { type: 'string' }, 'sentry-dsn': { type: 'string' }, 'no-open': { type: 'boolean' }, json: { type: 'boolean' }, 'fake-camera': { type: 'string' },
} as const;

function readArguments(argv: readonly string[], lenient: boolean): (name: keyof typeof known) => string | boolean | undefined {
  try {
    const { values } = parseArgs({ args: [...argv], strict: !lenient, allowPositionals: lenient, options: known });
    return (name) => {
      const value: string | boolean | undefined = values[name];
      // Without `strict` an option may come with the wrong kind of value: that is as if it had not been given.
      return (typeof value === 'string') === (known[name].type === 'string') ? value : undefined;
    };
  } catch (error) {
    throw new HostProblem('BAD_OPTION', error instanceof Error ? (/'(-[^' <]*)/.exec(error.message)?.[1] ?? argv.join(' ')) : argv.join(' '));
  }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new HostProblem('BAD_OPTION', `${option}=${value}`);
  return found;
}

/** "https://KEY@host/123"; an empty one is none. */
function dsnOf(text: string): string | null {
  if (text === '') return null;
  const url = URL.parse(text);
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username === '' || !/\/\d+$/.test(url.pathname)) throw new HostProblem('BAD_OPTION', '--sentry-dsn');
  return text;
}

function portOf(option: string, text: string | null): number {
  if (text === null) return 0;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new HostProblem('BAD_OPTION', `${option}=${text}`);
  return port;
}
