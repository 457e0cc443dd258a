import type { FrameAdvice } from '../../shared/challenges.ts';
import { greyOf } from './frame.ts';
import type { Face, FrameReport, Quality } from './types.ts';

/** Side of the aligned chip that quality and eyes are read from, pixels. */
export const chipSide = 112;

/**
 * Quality of a face from its aligned chip.
 * @param chip interleaved RGB, 112 x 112, aligned to the ArcFace template
 * @param eyeDistancePx in the frame, before alignment
 */
export function qualityOf(chip: Uint8Array, eyeDistancePx: number): Quality {
  const grey = greyOf(chip);
  // The face itself: columns and rows inside the template's outline, without hair and background.
  const [left, right, top, bottom] = [22, 90, 32, 108];
  let sum = 0;
  let count = 0;
  const halves = [0, 0];
  let lap = 0;
  let lapSquare = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const i = y * chipSide + x;
      const value = grey[i] ?? 0;
      const second = (grey[i - 1] ?? 0) + (grey[i + 1] ?? 0) + (grey[i - chipSide] ?? 0) + (grey[i + chipSide] ?? 0) - 4 * value;
      sum += value;
      lap += second;
      lapSquare += second * second;
      count += 1;
      const half = x < (left + right) / 2 ? 0 : 1;
      halves[half] = (halves[half] ?? 0) + value;
    }
  }
  const brightness = sum / count;
  const difference = Math.abs((halves[0] ?? 0) - (halves[1] ?? 0)) / (count / 2);
  return {
    eyeDistancePx,
    sharpness: lapSquare / count - (lap / count) ** 2,
    brightness,
    unevenness: brightness > 0 ? difference / brightness : 0,
  };
}

/** How a face is wanted: `left` and `right` are the person's own; `any` takes every pose. */
export type WantedPose = 'front' | 'left' | 'right' | 'any';

/**
 * Limits of the gate; docs/face-matching.md says what each was measured on. Enrolment and payment use the same.
 */
export const qualityLimits = {
  /** Frame brighter than this is not a covered or dead camera. */
  blackFrame: 12,
  /** Below, recognition falls off. */
  minEyeDistancePx: 30,
  /** Part of the frame's shorter side that the eye distance may take before the face no longer fits. */
  maxEyeDistanceShare: 0.4,
  /** The face's centre may be this far from the frame's, in shares of width and height. */
  maxOffCentre: 0.32,
  minBrightness: 45,
  maxBrightness: 225,
  maxUnevenness: 0.6,
  /** A 400 x 300 webcam 1 m away gives 24 to 114, a face out of focus under 15. */
  minSharpness: 20,
  /** Straight enough for a frontal template. */
  frontYawDeg: 15,
  /** A turn worth a side template lies between these. */
  sideYawDeg: [16, 50],
  maxPitchDeg: 28,
  maxRollDeg: 25,
  /** A second face larger than this share of the first is a second person, not somebody in the queue. */
  secondFaceShare: 0.25,
  /** Detectors are less sure of a masked or covered face. */
  minScore: 0.7,
} as const;

function lightAdvice(quality: Quality): FrameAdvice | null {
  if (quality.brightness < qualityLimits.minBrightness) return 'brighter';
  if (quality.brightness > qualityLimits.maxBrightness) return 'darker';
  if (quality.unevenness > qualityLimits.maxUnevenness) return 'evenLight';
  return null;
}

function placeAdvice(report: FrameReport, face: Face): FrameAdvice | null {
  const { box, quality } = face;
  if (quality.eyeDistancePx < qualityLimits.minEyeDistancePx) return 'closer';
  if (quality.eyeDistancePx > qualityLimits.maxEyeDistanceShare * Math.min(report.width, report.height)) return 'back';
  const offX = Math.abs(box.x + box.width / 2 - report.width / 2) / report.width;
  const offY = Math.abs(box.y + box.height / 2 - report.height / 2) / report.height;
  return offX > qualityLimits.maxOffCentre || offY > qualityLimits.maxOffCentre ? 'centre' : null;
}

function poseAdvice(face: Face, want: WantedPose): FrameAdvice | null {
  if (Math.abs(face.rollDeg) > qualityLimits.maxRollDeg || Math.abs(face.pitchDeg) > qualityLimits.maxPitchDeg) return 'lookStraight';
  if (want === 'front') return Math.abs(face.yawDeg) > qualityLimits.frontYawDeg ? 'lookStraight' : null;
  if (want === 'any') return null;
  const turned = want === 'left' ? face.yawDeg : -face.yawDeg;
  const [least, most] = qualityLimits.sideYawDeg;
  if (turned < least) return 'turnMore';
  return turned > most ? 'lookStraight' : null;
}

/**
 * What would make the next frame better, most urgent first; `ok` when the frame may be used for the pose wanted.
 * `uncover` is said when the detector is unsure of a face that is otherwise well lit and large.
 */
export function adviceFor(report: FrameReport, want: WantedPose): FrameAdvice {
  const [face, second] = report.faces;
  if (face === undefined) return report.brightness < qualityLimits.blackFrame ? 'brighter' : 'noFace';
  const area = (one: Face): number => one.box.width * one.box.height;
  if (second !== undefined && area(second) > qualityLimits.secondFaceShare * area(face)) return 'manyFaces';
  const first = placeAdvice(report, face) ?? lightAdvice(face.quality);
  if (first !== null) return first;
  if (face.score < qualityLimits.minScore) return 'uncover';
  return poseAdvice(face, want) ?? (face.quality.sharpness < qualityLimits.minSharpness ? 'holdStill' : 'ok');
}

/** Large, sharp, lit and sure enough to be recognised, wherever in the frame it is. Where it is turned to is not asked. */
export function isGoodLook(face: Face): boolean {
  const { quality } = face;
  return quality.eyeDistancePx >= qualityLimits.minEyeDistancePx && quality.sharpness >= qualityLimits.minSharpness && lightAdvice(quality) === null
    && face.score >= qualityLimits.minScore && Math.abs(face.pitchDeg) <= qualityLimits.maxPitchDeg;
}

/**
 * Weight of a frame when embeddings of one track are averaged: sharp, large, straight and well-lit frames count more.
 * @returns 0..1, never 0 for a face
 */
export function weightOf(face: Face): number {
  const { quality } = face;
  const size = Math.min(1, quality.eyeDistancePx / 60);
  const sharp = Math.min(1, quality.sharpness / 150);
  const light = quality.brightness < qualityLimits.minBrightness || quality.brightness > qualityLimits.maxBrightness ? 0.5 : 1;
  const straight = Math.cos((Math.min(60, Math.abs(face.yawDeg)) * Math.PI) / 180) * Math.cos((Math.min(45, Math.abs(face.pitchDeg)) * Math.PI) / 180);
  return Math.max(0.01, size * (0.25 + 0.75 * sharp) * light * straight * face.score);
}
