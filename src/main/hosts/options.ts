import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { HostNeeds } from '../app.ts';
import { HostProblem } from './problems.ts';

/** What both hosts take from the command line; the browser host uses the last four as well. */
export interface HostOptions {
  dataDir: string;
  demo: boolean;
  engine: HostNeeds['engine'];
  /** A window instead of the whole screen. */
  windowed: boolean;
  /** TCP port on 127.0.0.1; 0 lets the system choose a free one. */
  port: number;
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
  const values = readArguments(argv, lenient);
  const demo = values.demo ?? false;
  return {
    dataDir: values.data === undefined ? defaultDataDir(demo, surroundings) : resolve(values.data),
    demo,
    engine: oneOf('--engine', values.engine ?? 'auto', ['auto', 'onnx', 'faceapi']),
    windowed: values.windowed ?? false,
    port: portOf(values.port),
    open: !(values['no-open'] ?? false),
    json: values.json ?? false,
    fakeCamera: values['fake-camera'] ?? surroundings.env.TATAP_FAKE_CAMERA ?? null,
  };
}

function thisMachine(): Surroundings {
  return { env: process.env, platform: process.platform, home: homedir() };
}

function readArguments(argv: readonly string[], lenient: boolean) {
  try {
    return parseArgs({
      args: [...argv],
      strict: !lenient,
      allowPositionals: lenient,
      options: {
        data: { type: 'string' }, demo: { type: 'boolean' }, engine: { type: 'string' }, windowed: { type: 'boolean' },
        port: { type: 'string' }, 'no-open': { type: 'boolean' }, json: { type: 'boolean' }, 'fake-camera': { type: 'string' },
      },
    }).values as { data?: string; demo?: boolean; engine?: string; windowed?: boolean; port?: string; 'no-open'?: boolean; json?: boolean; 'fake-camera'?: string };
  } catch (error) {
    throw new HostProblem('BAD_OPTION', error instanceof Error ? (/'(-[^' <]*)/.exec(error.message)?.[1] ?? argv.join(' ')) : argv.join(' '));
  }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new HostProblem('BAD_OPTION', `${option}=${value}`);
  return found;
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new HostProblem('BAD_OPTION', `--port=${text}`);
  return port;
}
