import { build } from 'esbuild';
import { expect, test, vi } from 'vitest';

const seen = vi.hoisted(() => ({ exposed: new Map<string, unknown>(), invoked: [] as unknown[][], listeners: new Map<string, Set<(...values: unknown[]) => void>>() }));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => { seen.exposed.set(name, value); } },
  ipcRenderer: {
    invoke: async (...values: unknown[]) => { seen.invoked.push(values); return { ok: true, value: {} }; },
    on: (channel: string, listener: (...values: unknown[]) => void) => { seen.listeners.set(channel, (seen.listeners.get(channel) ?? new Set()).add(listener)); },
    removeListener: (channel: string, listener: (...values: unknown[]) => void) => { seen.listeners.get(channel)?.delete(listener); },
  },
}));

test('a page gets window.tatap with three members and nothing else', async () => {
  process.argv.push('--tatap-window=admin');
  await import('./preload.ts');
  process.argv.pop();
  expect([...seen.exposed.keys()]).toEqual(['tatap']);
  const bridge = seen.exposed.get('tatap') as import('../shared/contract.ts').Bridge;
  expect(Object.keys(bridge).toSorted()).toEqual(['call', 'on', 'window']);
  expect(bridge.window).toBe('admin');
  await bridge.call('site.status', {});
  expect(seen.invoked).toEqual([['tatap:call', 'site.status', {}]]);
  const heard: unknown[] = [];
  const stop = bridge.on('site.changed', (payload) => heard.push(payload));
  const push = (...values: unknown[]) => { for (const listener of seen.listeners.get('tatap:event') ?? []) listener({ sender: 'not for pages' }, ...values); };
  push('site.changed', {});
  push('session.ended', { not: 'for this listener' });
  stop();
  push('site.changed', { after: 'stop' });
  expect(heard).toEqual([{}]);
});

test('the preload is one file that requires nothing but electron', async () => {
  const { outputFiles, metafile } = await build({ entryPoints: ['src/preload/preload.ts'], bundle: true, platform: 'node', format: 'cjs', external: ['electron'], write: false, metafile: true, logLevel: 'silent' });
  expect(outputFiles).toHaveLength(1);
  expect(Object.keys(metafile.inputs)).toEqual(['src/preload/preload.ts']);
  expect([...new Set(outputFiles[0]?.text.match(/require\("[^"]+"\)/g))]).toEqual(['require("electron")']);
});
