import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { clipJpegs } from './clip.ts';
import { startFakeEsp32, type FakeEsp32Options } from './server.ts';

/*
 * npm run fake-esp32 -- --clip FILE [--fps N] [--freeze-after S] [--drop-every S] [--signed] [--secret HEX] [--camera-id ID] [--port N]
 *                       [--user U --password P | --token T] [--second-viewer busy|hang] [--everywhere]
 * Plays a clip as an ESP32-CAM would send it, for demos and tests, until it is stopped.
 */

const usage = 'usage: npm run fake-esp32 -- --clip FILE [--fps N] [--freeze-after S] [--drop-every S] [--signed] [--secret HEX] [--camera-id ID] [--port N] [--user U --password P | --token T] [--second-viewer busy|hang] [--everywhere]';

function fail(why: string): never {
  process.stderr.write(`${why}\n${usage}\n`);
  process.exit(2);
}

function read() {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      options: {
        clip: text, fps: text, 'freeze-after': text, 'drop-every': text, signed: { type: 'boolean', default: false }, secret: text, 'camera-id': text, port: text,
        user: text, password: text, token: text, 'second-viewer': text, everywhere: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const values = read();

/** A number above 0 and at most `most`; undefined when it was not given. */
function numberOf(name: 'fps' | 'freeze-after' | 'drop-every' | 'port', most: number): number | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const value = Number(given);
  return Number.isFinite(value) && value > 0 && value <= most ? value : fail(`--${name} is a number up to ${most}`);
}

const { clip, secret, user, password, token } = values;
if (clip === undefined) fail('which clip?');
if (secret !== undefined && !/^[0-9a-f]{64}$/.test(secret)) fail('--secret is 64 hex digits');
const viewer = values['second-viewer'];
if (viewer !== undefined && viewer !== 'busy' && viewer !== 'hang') fail('--second-viewer is busy or hang');
const fps = numberOf('fps', 60) ?? 10;
const [freezeAfterS, dropEveryS] = [numberOf('freeze-after', 86_400), numberOf('drop-every', 86_400)];
const signed = values.signed || secret !== undefined;
const secretHex = secret ?? randomBytes(32).toString('hex');

const options: FakeEsp32Options = {
  frames: await clipJpegs(clip, fps).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error))),
  fps, port: numberOf('port', 65_535) ?? 8_081, everywhere: values.everywhere,
  ...(freezeAfterS === undefined ? {} : { freezeAfterS }),
  ...(dropEveryS === undefined ? {} : { dropEveryS }),
  ...(signed ? { signed: { secret: Buffer.from(secretHex, 'hex'), cameraId: values['camera-id'] ?? 'tatap-fake01' } } : {}),
  ...(user === undefined ? {} : { user }),
  ...(password === undefined ? {} : { password }),
  ...(token === undefined ? {} : { token }),
  ...(viewer === undefined ? {} : { secondViewer: viewer }),
};
const camera = await startFakeEsp32(options).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
process.stdout.write(`${options.frames.length} pictures, ${fps} a second: ${camera.streamUrl}\n${signed ? `signed; secret: ${secretHex}\n` : ''}`);
