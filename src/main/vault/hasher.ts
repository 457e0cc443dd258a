import { Worker } from 'node:worker_threads';
import type { HashAnswer, HashRequest } from './hashWorker.ts';

/** Slow hashes of short texts (at most 72 bytes: the caller digests first). One worker thread, started on first use. */
export interface Hasher {
  hash(text: string, cost: number): Promise<string>;
  compare(text: string, hash: string): Promise<boolean>;
  close(): Promise<void>;
}

type Task = HashRequest extends infer R ? R extends HashRequest ? Omit<R, 'id'> : never : never;
interface Waiting { resolve(value: string | boolean): void; reject(error: Error): void }

export function createHasher(): Hasher {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let closed = false;
  let lastId = 0;

  /** A worker that died fails what it was doing; the next request starts another. */
  function lost(error: Error): void {
    worker = null;
    const failed = [...waiting.values()];
    waiting.clear();
    for (const { reject } of failed) reject(error);
  }

  function running(): Worker {
    if (closed) throw new Error('the vault is closed');
    if (worker) return worker;
    const started = new Worker(workerFile());
    started.unref();
    started.on('message', (answer: HashAnswer) => {
      const waiter = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) started.unref();
      if ('error' in answer) waiter?.reject(new Error(answer.error));
      else waiter?.resolve(answer.value);
    });
    started.on('error', (error) => { if (worker === started) lost(error instanceof Error ? error : new Error(String(error))); });
    started.on('exit', () => { if (worker === started) lost(new Error('the hash worker ended')); });
    worker = started;
    return started;
  }

  function ask(task: Task): Promise<string | boolean> {
    return new Promise((resolve, reject) => {
      const target = running();
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      // While somebody waits for an answer the process stays.
      target.ref();
      const request: HashRequest = { id, ...task };
      target.postMessage(request);
    });
  }

  return {
    hash: async (text, cost) => String(await ask({ task: 'hash', text, cost })),
    compare: async (text, hash) => (await ask({ task: 'compare', text, hash })) === true,
    async close() {
      closed = true;
      const ending = worker;
      if (!ending) return;
      lost(new Error('the vault was closed'));
      await ending.terminate();
    },
  };
}

/** The worker lies beside this file, as source or as built. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './hashWorker.ts' : './hashWorker.js', import.meta.url);
}
