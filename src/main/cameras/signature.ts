import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CameraTrouble } from '../../shared/attendance.ts';

/*
 * How a camera signs its frames (R27). HMAC-SHA-256 with the device's own 32-byte secret over
 *   "tatap-frame-v1\n" + camera id + "\n" + sequence + "\n" + time + "\n" + the JPEG's bytes
 * sent in the part's headers: X-Tatap-Camera, X-Tatap-Seq (decimal, 64 bits), X-Tatap-Time (milliseconds since epoch, decimal),
 * X-Tatap-Signature (64 lower-case hex digits). The firmware computes the same; both are held to `firmware/vectors/frames.json`.
 */

export interface FrameSignature {
  /** The device's own name, not the camera's id here. */
  cameraId: string;
  seq: bigint;
  /** The device's clock, milliseconds since epoch. */
  timeMs: number;
  /** 32 bytes. */
  mac: Buffer;
}

export interface SignedWords { cameraId: string; seq: bigint; timeMs: number }

/** A frame's time is at most this far from ours, milliseconds. */
export const clockToleranceMs = 30_000;

const decimal = /^(0|[1-9]\d{0,19})$/;
const largestSeq = 2n ** 64n - 1n;

/** 32 bytes. `secret`: 32 bytes. */
export function frameMac(secret: Uint8Array, { cameraId, seq, timeMs }: SignedWords, jpeg: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(`tatap-frame-v1\n${cameraId}\n${seq}\n${timeMs}\n`, 'latin1').update(jpeg).digest();
}

/** What the headers of a part say of its signature; null when they do not hold a whole one. `headers`: names in lower case. */
export function signatureOf(headers: ReadonlyMap<string, string>): FrameSignature | null {
  const cameraId = headers.get('x-tatap-camera') ?? '';
  const seq = headers.get('x-tatap-seq') ?? '';
  const time = headers.get('x-tatap-time') ?? '';
  const mac = headers.get('x-tatap-signature') ?? '';
  if (!/^[\x21-\x7e]{1,64}$/.test(cameraId) || !decimal.test(seq) || !decimal.test(time) || !/^[0-9a-f]{64}$/.test(mac)) return null;
  const timeMs = Number(time);
  if (!Number.isSafeInteger(timeMs) || BigInt(seq) > largestSeq) return null;
  return { cameraId, seq: BigInt(seq), timeMs, mac: Buffer.from(mac, 'hex') };
}

export type SignatureTrouble = Extract<CameraTrouble, 'unsigned' | 'badSignature' | 'replayed' | 'clockApart'>;

export interface Verifier {
  /** Null when the frame is the camera's own and newer than every one before; else why it must not be used. */
  check(frame: { jpeg: Uint8Array; headers: ReadonlyMap<string, string>; signature: FrameSignature | null }): SignatureTrouble | null;
}

/**
 * Judges the frames of one camera for as long as the app runs: it is kept over reconnects, so that a recording of an earlier connection
 * is as old as one of this one. The first frame that carries the secret's signature tells the device's name; another name is refused.
 */
export function createVerifier(secret: Uint8Array, now: () => number): Verifier {
  let last: SignedWords | null = null;
  return {
    check({ jpeg, headers, signature }) {
      if (!signature) return headers.has('x-tatap-signature') ? 'badSignature' : 'unsigned';
      if (!timingSafeEqual(frameMac(secret, signature, jpeg), signature.mac)) return 'badSignature';
      // The signature holds: what follows is what the device said, in the order in which it arrived.
      if (last && signature.cameraId !== last.cameraId) return 'badSignature';
      if (last && (signature.seq <= last.seq || signature.timeMs < last.timeMs)) return 'replayed';
      if (Math.abs(signature.timeMs - now()) > clockToleranceMs) return 'clockApart';
      last = { cameraId: signature.cameraId, seq: signature.seq, timeMs: signature.timeMs };
      return null;
    },
  };
}
