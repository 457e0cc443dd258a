import type { Vision } from './vision/types.ts';
/** What a scripted "picture" shows; the bytes of a frame are this as JSON. */
export interface ScriptedFace {
    person: string;
    yawDeg?: number;
    mouthRatio?: number;
    /** Eyes shut in this frame. */
    shut?: boolean;
    live?: number;
    /** Left edge of a 200 px box. */
    x?: number;
    eyeDistancePx?: number;
}
export declare function scripted(...faces: ScriptedFace[]): Uint8Array<ArrayBuffer>;
/** A fixed random direction a person: two people are nearly at right angles. "A~B" lies between A and B, a look-alike of both. */
export declare function embeddingOf(person: string): Float32Array;
/** The vision room with a script in place of a camera and nets: the gallery and its search are plain and exact. */
export declare function createScriptedVision(antiSpoofing?: boolean): Vision;
