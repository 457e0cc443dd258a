import path from 'node:path';
import { parseArgs } from 'node:util';
import { createVision } from '../src/main/vision/vision.ts';
import type { Vision } from '../src/main/vision/types.ts';
import { evalBlinks } from './evalBlinks.ts';
import { evalFaces } from './evalFaces.ts';
import { evalPad } from './evalPad.ts';

/*
 * npm run eval -- faces --images DIR --pairs FILE [--engine onnx|faceapi] [--recogniser ID] [--threshold COSINE] [--json]
 * npm run eval -- pad --live PATH... --attack PATH... [--json]
 * npm run eval -- blinks CLIP=SECONDS,SECONDS... [--fps N] [--json]
 * All run the product's own vision worker; nothing here knows a shorter way.
 */

const usage = `usage: npm run eval -- faces --images DIR --pairs FILE [--engine onnx|faceapi] [--recogniser ID] [--threshold COSINE] [--json]
       npm run eval -- pad --live PATH... --attack PATH... [--json]
       npm run eval -- blinks CLIP=SECONDS,SECONDS... [--fps N] [--json]
`;

class UsageError extends Error {}

/** `--live a b --attack c` takes several values after one name, which parseArgs does not: repeat the name before each. */
function spread(args: readonly string[], names: readonly string[]): string[] {
  let current: string | null = null;
  return args.flatMap((arg) => {
    if (arg.startsWith('--')) {
      current = names.includes(arg) ? arg : null;
      return current === null ? [arg] : [];
    }
    return current === null ? [arg] : [current, arg];
  });
}

function options(args: string[]) {
  const { values, positionals } = parseArgs({
    args: spread(args, ['--live', '--attack']),
    allowPositionals: true,
    options: {
      images: { type: 'string' },
      pairs: { type: 'string' },
      engine: { type: 'string', default: 'onnx' },
      recogniser: { type: 'string' },
      threshold: { type: 'string' },
      live: { type: 'string', multiple: true, default: [] },
      attack: { type: 'string', multiple: true, default: [] },
      fps: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  const { engine } = values;
  if (engine !== 'onnx' && engine !== 'faceapi') throw new UsageError('--engine is onnx or faceapi');
  const threshold = values.threshold === undefined ? null : Number(values.threshold);
  if (threshold !== null && !(threshold >= -1 && threshold <= 1)) throw new UsageError('--threshold is a cosine, -1 to 1');
  const fps = Number(values.fps);
  if (!(fps > 0 && fps <= 60)) throw new UsageError('--fps is frames a second, at most 60');
  return { ...values, engine, threshold, fps, what: positionals[0], rest: positionals.slice(1) } as const;
}

async function run(args: string[]): Promise<void> {
  const given = options(args);
  const note = (line: string): void => void process.stderr.write(`${line}\n`);
  const open = (engine: 'onnx' | 'faceapi'): Promise<Vision> =>
    createVision({ resourcesDir: path.resolve(import.meta.dirname, '..'), engine, ...(given.recogniser === undefined ? {} : { recogniser: given.recogniser }) });
  const print = (result: object, lines: readonly string[]): void => void process.stdout.write(given.json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
  if (given.what === 'faces') {
    if (given.images === undefined || given.pairs === undefined) throw new UsageError('faces needs --images and --pairs');
    const { result, lines } = await evalFaces({ images: given.images, pairs: given.pairs, threshold: given.threshold, open: () => open(given.engine), note });
    print(result, lines);
  } else if (given.what === 'pad') {
    if (given.live.length + given.attack.length === 0) throw new UsageError('pad needs --live and --attack');
    const { result, lines } = await evalPad({ live: given.live, attack: given.attack, open: () => open('onnx'), note });
    print(result, lines);
  } else if (given.what === 'blinks') {
    if (given.rest.length === 0) throw new UsageError('blinks needs clips');
    const { result, lines } = await evalBlinks({ clips: given.rest, fps: given.fps, open: () => open(given.engine), note });
    print(result, lines);
  } else {
    throw new UsageError('say faces, pad or blinks');
  }
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const badOptions = error instanceof UsageError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  process.stderr.write(badOptions ? `${message}\n${usage}` : `${message}\n`);
  process.exitCode = badOptions ? 2 : 1;
}
