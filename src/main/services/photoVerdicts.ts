import type { PhotoVerdict } from '../../shared/people.ts';
import { qualityLimits } from '../vision/quality.ts';
import type { FrameReport } from '../vision/types.ts';

/** What keeps a photo from being used, the first thing to mend first; `ok` for none. Where in the picture the face is does not matter, and near is good. */
export function verdictOf(report: FrameReport): PhotoVerdict {
  const [face, second] = report.faces;
  if (!face) return report.brightness < qualityLimits.blackFrame ? 'dark' : 'noFace';
  const area = ({ box }: typeof face): number => box.width * box.height;
  if (second && area(second) > qualityLimits.secondFaceShare * area(face)) return 'manyFaces';
  const { quality } = face;
  if (quality.eyeDistancePx < qualityLimits.minEyeDistancePx) return 'small';
  if (quality.brightness < qualityLimits.minBrightness) return 'dark';
  if (quality.brightness > qualityLimits.maxBrightness || quality.unevenness > qualityLimits.maxUnevenness) return 'bright';
  if (face.score < qualityLimits.minScore) return 'covered';
  if (Math.abs(face.yawDeg) > qualityLimits.sideYawDeg[1] || Math.abs(face.pitchDeg) > qualityLimits.maxPitchDeg || Math.abs(face.rollDeg) > qualityLimits.maxRollDeg) return 'turned';
  return quality.sharpness < qualityLimits.minSharpness ? 'blurred' : 'ok';
}
