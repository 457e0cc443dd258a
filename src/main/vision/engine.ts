import type { Detection } from './detection.ts';
import type { Frame } from './frame.ts';
import type { EngineCard } from './types.ts';

/** What differs between engines; everything around it (decode, quality, pose, search) is the same code. */
export interface Engine {
  readonly card: EngineCard;
  /**
   * Largest face first.
   * @param side longer side to work at, where the detector has a choice; without it small, and larger when nobody is found
   */
  detect(frame: Frame, side?: number): Promise<Detection[]>;
  /** The same face with points found once more on an upright cut of it: alignment is what recognition stands on. */
  refine(frame: Frame, face: Detection): Promise<Detection>;
  /** float32[card.dims], unit length */
  embed(frame: Frame, face: Detection): Promise<Float32Array>;
  /** 0 = print or screen, 1 = live skin; null when the engine has no such net. */
  live(frame: Frame, face: Detection): Promise<number | null>;
  close(): Promise<void>;
}
