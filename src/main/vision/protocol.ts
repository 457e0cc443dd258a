import type { ErrorCode, RefusalData } from '../../shared/errors.ts';
import type { AnalyseOptions, EngineCard, FrameReport, GalleryTemplate, SearchResult, WatchReport } from './types.ts';

/** What the worker is started with. */
export interface WorkerStart {
  resourcesDir: string;
  engine: 'auto' | 'onnx' | 'faceapi';
  /** Id of another recogniser in the manifest, for measuring; null for the manifest's own. */
  recogniser: string | null;
}

/** Every call the worker answers: what goes in and what comes out. */
export interface WorkerCalls {
  analyse: { input: { image: Uint8Array; options: AnalyseOptions }; output: FrameReport };
  watch: { input: { stream: string; image: Uint8Array; atMs: number; focus: number | null }; output: WatchReport };
  unwatch: { input: { stream: string }; output: null };
  remember: { input: { templates: GalleryTemplate[] }; output: null };
  forget: { input: { personId: string }; output: null };
  search: { input: { probe: Float32Array }; output: SearchResult };
  gallerySize: { input: null; output: { persons: number; templates: number; bytes: number } };
  close: { input: null; output: null };
}
export type WorkerMethod = keyof WorkerCalls;

export type ToWorker = { [M in WorkerMethod]: { id: number; method: M; input: WorkerCalls[M]['input'] } }[WorkerMethod];

export interface WorkerReady {
  kind: 'ready';
  card: EngineCard;
  /** Why `auto` did not take the onnx engine, with a sentence for the log; null when it did or was not asked to. */
  fallback: { code: 'MODEL_HASH_WRONG' | 'ENGINE_UNAVAILABLE'; message: string } | null;
}

export type FromWorker =
  | WorkerReady
  /** Every few seconds from `ready` on: the thread is alive. */
  | { kind: 'beat' }
  | { kind: 'failed'; code: ErrorCode; message: string }
  | { kind: 'value'; id: number; value: WorkerCalls[WorkerMethod]['output'] }
  | { kind: 'refused'; id: number; code: ErrorCode; data: RefusalData }
  /** A bug: its message, never its arguments. */
  | { kind: 'broken'; id: number; message: string };
