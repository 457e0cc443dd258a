/**
 * What the vision room promises to the rest of the house. Pixels go in, numbers come out; no image leaves the worker.
 * All coordinates are pixels of the decoded, unmirrored frame; x grows right, y grows down.
 */

export interface Box { x: number; y: number; width: number; height: number }

/** What made a face better or worse to recognise; no score of it is ever shown to a person. */
export interface Quality {
  /** Distance between the eyes, pixels. Under 30 is too far for recognition. */
  eyeDistancePx: number;
  /** Variance of the Laplacian on the aligned 112x112 grey chip; larger is sharper. */
  sharpness: number;
  /** Mean grey of the face, 0..255. */
  brightness: number;
  /** |mean left half - mean right half| / mean, 0 = even light. */
  unevenness: number;
}

export interface Face {
  box: Box;
  /** Detector's confidence, 0..1. */
  score: number;
  /** float[10]: x,y of the eye on the picture's left, eye on the right, nose tip, mouth corner left, mouth corner right. */
  points: Float32Array;
  /** Degrees. Yaw > 0: the person turned to their own left (nose moves to the picture's right). Pitch > 0: looks up. Roll > 0: clockwise. Estimated from the points. */
  yawDeg: number;
  pitchDeg: number;
  rollDeg: number;
  /** Distance of the mouth corners / distance of the eyes, corrected for yaw; grows with a smile. */
  mouthRatio: number;
  /** Both eyes cut from the aligned chip, grey, 2 x (eyePatchWidth x eyePatchHeight), the picture's left eye first. Compared within one attempt only, never stored. */
  eyes: Uint8Array;
  /** The mouth cut from the aligned chip, grey, mouthPatchWidth x mouthPatchHeight. Compared within one attempt only, never stored. */
  mouth: Uint8Array;
  quality: Quality;
  /** Passive spoof check of this single frame: 0 = print or screen, 1 = live skin; null when not asked for or the engine has none. Vote over a sequence. */
  live: number | null;
  /** float32[dims], unit length; null when not asked for. */
  embedding: Float32Array | null;
}

export interface FrameReport {
  width: number;
  height: number;
  /** Mean grey of the whole frame, 0..255; under 12 is a black frame. */
  brightness: number;
  /** Largest first. */
  faces: Face[];
}

/** Which costly parts to run; each is done for the largest face only unless `allFaces`. */
export interface AnalyseOptions { embed: boolean; spoof: boolean; allFaces?: boolean }

/** `threshold`: a similarity at or above which two faces count as the same, for that false-match rate of one comparison. */
export interface CalibrationPoint { fmr: number; threshold: number }

export interface EngineCard {
  id: 'onnx' | 'faceapi';
  /** Written into every template, e.g. "mobilefacenet-128-mirror@b7120c09". Templates of another model are never compared. */
  model: string;
  dims: number;
  antiSpoofing: boolean;
  /** Strictest last; measured, see docs/face-matching.md. Similarity is the cosine for both engines. */
  calibration: readonly CalibrationPoint[];
}

export interface Candidate { personId: string; /** cosine, -1..1 */ similarity: number }

export interface SearchResult {
  best: Candidate | null;
  /** Best template of any *other* person. */
  runnerUp: Candidate | null;
}

export interface GalleryTemplate { personId: string; /** float32[dims], unit length */ embedding: Float32Array }

/** Whom a track shows, voted over its frames; `pending` until enough of them were looked at. Similarities stay in the worker. */
export type TrackIdentity = { kind: 'pending' } | { kind: 'unknown' } | { kind: 'ambiguous' } | { kind: 'known'; personId: string };

/** One face followed through a stream of frames. */
export interface WatchedTrack {
  /** Counts up within one stream; never given to another face. */
  trackId: number;
  face: Face;
  /** Frames of this track that were embedded so far. */
  looks: number;
  identity: TrackIdentity;
  /** Sequence vote of the passive check over this track; `none` where the engine has no such check. `doubtful`: neither clearly live nor clearly not. */
  live: 'pending' | 'live' | 'doubtful' | 'spoof' | 'none';
  /** The face is too small, too dark, too blurred or too far turned to be recognised now. */
  tooPoor: boolean;
}

export interface WatchReport {
  width: number;
  height: number;
  brightness: number;
  /** Largest first. */
  tracks: WatchedTrack[];
}

/** The vision worker as the services see it. Every method may reject with `Refusal('ENGINE_UNAVAILABLE')`. */
export interface Vision {
  readonly engine: EngineCard;
  /** Why `auto` fell back to the npm-only engine: a model file with a wrong sha256, or models missing / library not loading. Null when it did not. */
  readonly fallbackReason: 'MODEL_HASH_WRONG' | 'ENGINE_UNAVAILABLE' | null;
  /** @throws Refusal BAD_INPUT when the bytes are no JPEG or PNG, or larger than 4096 x 4096 before decoding. */
  analyse(image: Uint8Array, options: AnalyseOptions): Promise<FrameReport>;
  /**
   * One frame of a continuous stream: detects and follows every face, and spends the frame's time on those that are not known yet (or asked for in
   * `focus`, whose face is embedded in every frame). The worker keeps tracks per `stream` until `unwatch` or two seconds without frames.
   * `atMs`: capture time on the stream's own clock, never decreasing. @throws Refusal BAD_INPUT like `analyse`
   */
  watch(stream: string, image: Uint8Array, atMs: number, focus: number | null): Promise<WatchReport>;
  unwatch(stream: string): Promise<void>;
  /** Replaces everything known of these persons. RAM only. */
  remember(templates: GalleryTemplate[]): Promise<void>;
  forget(personId: string): Promise<void>;
  /** Exact search over all templates in RAM. `probe`: float32[dims], unit length. */
  search(probe: Float32Array): Promise<SearchResult>;
  /** False once the worker has ended, by itself or by `close`: every call is refused from then on. */
  alive(): boolean;
  gallerySize(): Promise<{ persons: number; templates: number; bytes: number }>;
  close(): Promise<void>;
}
