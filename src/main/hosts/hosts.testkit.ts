import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decode, encode } from '@msgpack/msgpack';
import type { App, Caller, HostNeeds, Pushed } from '../seam.ts';
import type { HostOptions } from './options.ts';

/** An App that remembers what the host did with it: the hosts' own tests are about the door, not the rooms behind it. */
export interface RecordingApp extends App {
  calls: { caller: Caller; method: string; input: unknown }[];
  gone: string[];
  faults: unknown[];
  closed: number;
  needs: HostNeeds;
  push(pushed: Pushed): void;
}

export function recordingApp(): { create: (needs: HostNeeds) => Promise<App>; get: () => RecordingApp } {
  let made: RecordingApp | null = null;
  return {
    get() {
      if (made === null) throw new Error('createApp was not called');
      return made;
    },
    async create(needs) {
      const listeners = new Set<(pushed: Pushed) => void>();
      const recording: RecordingApp = {
        calls: [], gone: [], faults: [], closed: 0, needs, visionReady: Promise.resolve(), tick: async () => {},
        async call(caller, method, input) {
          this.calls.push({ caller, method, input });
          return { ok: true, value: { echoed: input } };
        },
        subscribe(listener) {
          listeners.add(listener);
          return () => { listeners.delete(listener); };
        },
        takeExport: () => null,
        metrics: async () => 'tatap_info 1\n',
        health: () => ({ status: 'ok', reasons: [] }),
        fault(error) { this.faults.push(error); },
        disconnected(connection) { this.gone.push(connection); },
        async close() { this.closed += 1; },
        push(pushed) { for (const listener of listeners) listener(pushed); },
      };
      made = recording;
      return recording;
    },
  };
}

/** A folder like the project's after a build, with a secret beside the served files that must never be served. */
export function builtRoot(): { rootDir: string; dataDir: string; remove: () => void } {
  const base = mkdtempSync(join(tmpdir(), 'tatap-host-'));
  const rootDir = join(base, 'root');
  const files = {
    'dist/renderer/kiosk/index.html': '<!doctype html><title>kiosk</title>',
    'dist/renderer/admin/index.html': '<!doctype html><title>admin</title>',
    'dist/renderer/assets/kiosk-abc.js': 'export {};',
    'dist/renderer/mediapipe/vision_wasm_internal.wasm': 'wasm',
    'dist/main/secret.txt': 'secret',
    'models/face_landmarker.task': 'task',
    'models/mobilefacenet.onnx': 'secret',
    'package.json': '{"version":"1.2.3"}',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(rootDir, name)), { recursive: true });
    writeFileSync(join(rootDir, name), content);
  }
  return { rootDir, dataDir: join(base, 'data'), remove: () => { rmSync(base, { recursive: true, force: true }); } };
}

export function optionsFor(dataDir: string, changed: Partial<HostOptions> = {}): HostOptions {
  return { dataDir, demo: false, engine: 'auto', windowed: false, port: 0, opsPort: null, sentryDsn: null, open: false, json: false, fakeCamera: null, ...changed };
}

export interface Answer { status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }

/** A request with exactly these headers: unlike fetch, Node's http sends any Host and Origin it is told to. */
export function ask(origin: string, path: string, { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {}): Promise<Answer> {
  return new Promise((answered, failed) => {
    const { hostname, port } = new URL(origin);
    const asked = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => { answered({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }); });
      response.on('error', failed);
    });
    asked.on('error', failed);
    asked.end(body);
  });
}

/** Follows a launch address as the launched browser does and returns the Cookie header it would send from then on. */
export async function enter(launchUrl: string): Promise<string> {
  const url = new URL(launchUrl);
  const { status, headers } = await ask(url.origin, url.pathname + url.search);
  if (status !== 303) throw new Error(`launch answered ${status}`);
  return (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}

/** One call as src/renderer/bridge.ts makes it; `changed` overrides headers. */
export function callAs(origin: string, window: 'kiosk' | 'admin', cookie: string, { body = encode({ method: 'site.status', input: {} }), headers = {}, method = 'POST' }: { body?: Uint8Array; headers?: Record<string, string>; method?: string } = {}): Promise<Answer> {
  return ask(origin, `/${window}/call`, { method, body, headers: { Origin: origin, Cookie: cookie, 'Content-Type': 'application/msgpack', ...headers } });
}

export function unpacked(answer: Answer): unknown {
  return decode(new Uint8Array(answer.body));
}
