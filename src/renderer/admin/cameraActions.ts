import type { Input, Output } from '../../shared/contract.ts';
import type { CameraRow } from '../../shared/contractAttendance.ts';
import type { Failure } from './lists.ts';
import { createLoader, failureOf, notLoaded, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';

export type CameraLook = Output<'cameras.view'>;

/** What a camera sees just now. */
export interface Preview {
  cameraId: string;
  /** Null before the first answer. */
  look: CameraLook | null;
  failure: Failure | null;
}

export interface CamerasView {
  list: Loaded<readonly CameraRow[]>;
  selectedId: string | null;
  preview: Preview | null;
}

export const emptyCameras: CamerasView = { list: notLoaded, selectedId: null, preview: null };

/** Milliseconds between two pictures of the preview: four a second (contract). */
export const lookEveryMs = 250;

export interface CameraActions {
  loadCameras(): Promise<void>;
  selectCamera(cameraId: string | null): void;
  /** Asks for its picture again and again, until another camera or null is named. */
  watchCamera(cameraId: string | null): void;
  /** Null when it was done; so is `removeCamera`. */
  saveCamera(input: Input<'cameras.save'>): Promise<Failure | null>;
  removeCamera(cameraId: string): Promise<Failure | null>;
}

export function createCameraActions({ get, set, ask, now, onDrop }: Tools): CameraActions {
  let watch = 0;
  let pause: ReturnType<typeof setTimeout> | null = null;
  const change = (patch: Partial<CamerasView>) => set({ cameras: { ...get().cameras, ...patch } });
  const list = createLoader<readonly CameraRow[]>({
    async read() {
      const answer = await ask('cameras.list', {});
      return answer.ok ? { ok: true, value: answer.value.rows } : answer;
    },
    get: () => get().cameras.list,
    put: (loaded) => change({ list: loaded }),
  });

  const stop = () => {
    watch += 1;
    if (pause) clearTimeout(pause);
    pause = null;
  };
  onDrop(() => {
    stop();
    list.drop();
  });

  /** One picture, and the next one when a quarter of a second is over; a slow answer is not overtaken. */
  async function look(cameraId: string, mine: number): Promise<void> {
    const askedAtMs = now();
    const answer = await ask('cameras.view', { cameraId });
    if (mine !== watch) return;
    if (answer.ok) change({ preview: { cameraId, look: answer.value, failure: null } });
    else change({ preview: { cameraId, look: null, failure: { code: answer.code, data: answer.data } } });
    if (!answer.ok && answer.code === 'ROOM_CAMERA_NOT_FOUND') return;
    pause = setTimeout(() => void look(cameraId, mine), Math.max(0, lookEveryMs - (now() - askedAtMs)));
  }

  async function tell(answer: Parameters<typeof failureOf>[0]): Promise<Failure | null> {
    const failure = failureOf(answer);
    if (!failure) await list.load();
    return failure;
  }

  return {
    loadCameras: () => list.load(),
    selectCamera: (selectedId) => change({ selectedId }),
    watchCamera(cameraId) {
      stop();
      change({ preview: cameraId === null ? null : { cameraId, look: null, failure: null } });
      if (cameraId !== null) void look(cameraId, watch);
    },
    saveCamera: async (input) => tell(await ask('cameras.save', input)),
    async removeCamera(cameraId) {
      const failure = await tell(await ask('cameras.remove', { cameraId }));
      if (!failure && get().cameras.selectedId === cameraId) change({ selectedId: null });
      return failure;
    },
  };
}
