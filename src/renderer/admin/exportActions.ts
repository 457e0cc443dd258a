import type { Bridge } from '../../shared/contract.ts';
import { exportPeopleLists, type ExportFilters, type ExportFormat, type ExportList } from '../../shared/contractExports.ts';
import { currentLanguage } from '../i18n/i18n.ts';
import type { Failure } from './lists.ts';
import type { Tools } from './store.ts';

/** A list becoming a file: chosen, written, handed over. */
export type Exporting =
  | { at: 'closed' }
  | { at: 'choosing'; list: ExportList; filters: ExportFilters; starting: boolean; failure: Failure | null }
  /** `exportId` null: main has not said yet how many rows there will be. */
  | { at: 'writing'; exportId: string; list: ExportList; filters: ExportFilters; rows: number; total: number }
  | { at: 'done'; rows: number; fileName: string };

export interface ExportActions {
  /** Asks for the format. `filters`: the input of the list's method, as it is shown now. */
  askExport(list: ExportList, filters: ExportFilters): void;
  startExport(format: ExportFormat): Promise<void>;
  /** Stops it where it is written, and closes. */
  closeExport(): void;
}

/** `save` hands an address of our own host to the browser as a file to keep. */
export function createExportActions({ get, set, ask, onDrop }: Tools, bridge: Bridge, save: (address: string, fileName: string) => void): ExportActions {
  const isPeople = (list: ExportList): list is (typeof exportPeopleLists)[number] => exportPeopleLists.some((one) => one === list);
  let stopListening: (() => void) | null = null;
  /** What main said before its answer to `start` was here. */
  let early: Parameters<Parameters<typeof bridge.on<'exports.progress'>>[1]>[0][] = [];
  const stop = () => {
    stopListening?.();
    stopListening = null;
    early = [];
  };
  onDrop(stop);

  function heard(progress: (typeof early)[number]): void {
    const { exporting } = get();
    if (exporting.at !== 'writing') return void early.push(progress);
    if (progress.exportId !== exporting.exportId) return;
    if (progress.state === 'writing') set({ exporting: { ...exporting, rows: progress.rows } });
    else if (progress.state === 'failed') set({ exporting: { at: 'choosing', list: exporting.list, filters: exporting.filters, starting: false, failure: { code: progress.code ?? 'INTERNAL', data: {} } } });
    else void fetchFile(exporting, progress.rows);
  }

  async function fetchFile(written: Extract<Exporting, { at: 'writing' }>, rows: number): Promise<void> {
    const answer = await ask('exports.download', { exportId: written.exportId });
    if (get().exporting.at !== 'writing') return;
    if (answer.ok) save(answer.value.address, answer.value.fileName);
    const { list, filters } = written;
    set({ exporting: answer.ok ? { at: 'done', rows, fileName: answer.value.fileName } : { at: 'choosing', list, filters, starting: false, failure: { code: answer.code, data: answer.data } } });
  }

  return {
    askExport: (list, filters) => set({ exporting: { at: 'choosing', list, filters, starting: false, failure: null } }),

    async startExport(format) {
      const { exporting } = get();
      if (exporting.at !== 'choosing' || exporting.starting) return;
      const asked = { ...exporting, starting: true, failure: null };
      set({ exporting: asked });
      stop();
      stopListening = bridge.on('exports.progress', heard);
      const { list, filters } = asked;
      const how = { filters, format, language: currentLanguage() };
      const answer = isPeople(list) ? await ask('exports.startPeople', { list, ...how }) : await ask('exports.start', { list, ...how });
      if (get().exporting !== asked) {
        // Closed meanwhile: nobody waits for the file.
        if (answer.ok) void ask('exports.cancel', { exportId: answer.value.exportId });
        return;
      }
      if (!answer.ok) return set({ exporting: { ...asked, starting: false, failure: { code: answer.code, data: answer.data } } });
      set({ exporting: { at: 'writing', exportId: answer.value.exportId, list, filters, rows: 0, total: answer.value.total } });
      early.splice(0).forEach(heard);
    },

    closeExport() {
      const { exporting } = get();
      if (exporting.at === 'writing') void ask('exports.cancel', { exportId: exporting.exportId });
      stop();
      set({ exporting: { at: 'closed' } });
    },
  };
}

/** The one way to keep a file that both hosts know: a link with a name, pressed. */
export function saveByLink(address: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}
