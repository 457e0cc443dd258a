import type { ImportKind, ImportVerdict } from '../../shared/attendance.ts';
import type { ImportPreview, ImportRun } from '../../shared/contractAttendance.ts';
import type { Failure } from './lists.ts';
import { createLoader, notLoaded, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';

/** A file on its way in. Nothing is changed before `commit`. */
export type ImportFlow =
  | { at: 'choose'; kind: ImportKind; reading: string | null; failure: Failure | null }
  | { at: 'preview'; preview: ImportPreview; only: ImportVerdict | null; sending: boolean; failure: Failure | null }
  | { at: 'done'; run: ImportRun };

/** Taking an import back: asked first, then done. */
export type ImportUndo = { at: 'closed' } | { at: 'asking'; run: ImportRun; sending: boolean; failure: Failure | null };

export interface ImportsView {
  flow: ImportFlow;
  undo: ImportUndo;
  runs: Loaded<readonly ImportRun[]>;
}

/** The most the contract takes. */
export const maxImportBytes = 900 * 1024;

const choose = (kind: ImportKind): ImportFlow => ({ at: 'choose', kind, reading: null, failure: null });
export const emptyImports: ImportsView = { flow: choose('people'), undo: { at: 'closed' }, runs: notLoaded };

export interface ImportActions {
  loadImports(): Promise<void>;
  chooseImportKind(kind: ImportKind): void;
  /** Looks at a file; what each of its rows would do is shown. */
  previewImport(fileName: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Of a file only its size was looked at: it is not read. */
  refuseImport(): void;
  showImportRows(only: ImportVerdict | null): void;
  commitImport(): Promise<void>;
  /** Back to choosing a file, of the same kind. */
  restartImport(): void;
  askUndoImport(run: ImportRun): void;
  undoImport(): Promise<void>;
  closeUndoImport(): void;
}

export function createImportActions({ get, set, ask, onDrop }: Tools): ImportActions {
  const change = (patch: Partial<ImportsView>) => set({ imports: { ...get().imports, ...patch } });
  const runs = createLoader<readonly ImportRun[]>({
    async read() {
      const answer = await ask('imports.list', {});
      return answer.ok ? { ok: true, value: answer.value.rows } : answer;
    },
    get: () => get().imports.runs,
    put: (loaded) => change({ runs: loaded }),
  });
  onDrop(() => runs.drop());

  return {
    loadImports: () => runs.load(),

    chooseImportKind: (kind) => change({ flow: choose(kind) }),

    async previewImport(fileName, bytes) {
      const { flow } = get().imports;
      if (flow.at !== 'choose' || flow.reading !== null) return;
      // Main would refuse it too, after copying it; an empty file holds no columns at all.
      if (bytes.length > maxImportBytes) return get().refuseImport();
      if (bytes.length === 0) return change({ flow: { ...flow, failure: { code: 'FILE_UNREADABLE', data: {} } } });
      const reading: ImportFlow = { ...flow, reading: fileName, failure: null };
      change({ flow: reading });
      const answer = await ask('imports.preview', { kind: flow.kind, fileName: fileName.slice(-200), bytes });
      if (get().imports.flow !== reading) return;
      if (!answer.ok) return change({ flow: { ...flow, failure: { code: answer.code, data: answer.data } } });
      const preview = answer.value;
      change({ flow: { at: 'preview', preview, only: preview.counts.bad > 0 ? 'bad' : null, sending: false, failure: null } });
    },

    refuseImport() {
      const { flow } = get().imports;
      if (flow.at === 'choose' && flow.reading === null) change({ flow: { ...flow, failure: { code: 'FILE_TOO_LARGE', data: {} } } });
    },

    showImportRows(only) {
      const { flow } = get().imports;
      if (flow.at === 'preview') change({ flow: { ...flow, only } });
    },

    async commitImport() {
      const { flow } = get().imports;
      if (flow.at !== 'preview' || flow.sending) return;
      change({ flow: { ...flow, sending: true, failure: null } });
      const answer = await ask('imports.commit', { importId: flow.preview.importId });
      const after = get().imports.flow;
      if (after.at !== 'preview' || after.preview !== flow.preview) return;
      if (answer.ok) {
        change({ flow: { at: 'done', run: answer.value } });
        void runs.load();
      } else change({ flow: { ...after, sending: false, failure: { code: answer.code, data: answer.data } } });
    },

    restartImport() {
      const { flow } = get().imports;
      if (flow.at === 'preview' && flow.sending) return;
      change({ flow: choose(flow.at === 'choose' ? flow.kind : flow.at === 'preview' ? flow.preview.kind : flow.run.kind) });
    },

    askUndoImport: (run) => change({ undo: { at: 'asking', run, sending: false, failure: null } }),

    async undoImport() {
      const { undo } = get().imports;
      if (undo.at !== 'asking' || undo.sending) return;
      const sent: ImportUndo = { ...undo, sending: true, failure: null };
      change({ undo: sent });
      const answer = await ask('imports.undo', { importId: undo.run.importId });
      if (get().imports.undo !== sent) return;
      if (!answer.ok) return change({ undo: { ...sent, sending: false, failure: { code: answer.code, data: answer.data } } });
      const { flow } = get().imports;
      change({ undo: { at: 'closed' }, flow: flow.at === 'done' && flow.run.importId === undo.run.importId ? choose(flow.run.kind) : flow });
      await runs.load();
    },

    closeUndoImport() {
      const { undo } = get().imports;
      if (undo.at === 'asking' && !undo.sending) change({ undo: { at: 'closed' } });
    },
  };
}
