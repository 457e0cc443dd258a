/** Degrees; signs as in types.ts: yaw > 0 = towards the person's own left, pitch > 0 = up, roll > 0 = clockwise in the picture. */
export interface Pose { yawDeg: number; pitchDeg: number; rollDeg: number }

/*
 * The average head of MediaPipe's canonical face model, centimetres, x to the side, y up, z towards the camera:
 * eye centres (+-3.151, 2.625, 3.466), nose tip (0, -1.127, 7.476), mouth corners (+-2.456, -4.343, 4.284).
 */
const eye = { x: 3.151, y: 2.625, z: 3.466 };
const nose = { y: -1.127, z: 7.476 };
const mouth = { y: -4.343, z: 4.284 };
/** How far the nose tip stands before the line from eyes to mouth, at its own height, in eye distances: 0.566. */
const noseReach = (nose.z - (eye.z + ((eye.y - nose.y) / (eye.y - mouth.y)) * (mouth.z - eye.z))) / (2 * eye.x);

const toDeg = 180 / Math.PI;

/**
 * Head pose from five points under weak perspective. A person's own nose length shifts pitch by some degrees, so judge pitch and
 * yaw against the same person's neutral frames where it matters.
 * @param points x,y of eye, eye, nose tip, mouth corner, mouth corner, the picture's left first; pixels, y down
 */
export function poseOf(points: ArrayLike<number>): Pose {
  const at = (i: number): number => points[i] ?? 0;
  const eyeX = at(2) - at(0);
  const eyeY = at(3) - at(1);
  const distance = Math.hypot(eyeX, eyeY);
  if (!(distance > 0)) return { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  // Axes of the upright face: `right` along the eyes, `down` across them.
  const right = { x: eyeX / distance, y: eyeY / distance };
  const along = (x: number, y: number): number => x * right.x + y * right.y;
  const across = (x: number, y: number): number => y * right.x - x * right.y;
  const eyes = { x: (at(0) + at(2)) / 2, y: (at(1) + at(3)) / 2 };
  const mouthMid = { x: (at(6) + at(8)) / 2 - eyes.x, y: (at(7) + at(9)) / 2 - eyes.y };
  const tip = { x: at(4) - eyes.x, y: at(5) - eyes.y };
  const height = across(mouthMid.x, mouthMid.y);
  if (!(height > distance * 0.1)) return { yawDeg: 0, pitchDeg: 0, rollDeg: Math.atan2(eyeY, eyeX) * toDeg };
  const fraction = across(tip.x, tip.y) / height;
  // The middle line runs from between the eyes to between the mouth corners; the nose leaves it sideways with the tangent of the yaw.
  const aside = along(tip.x, tip.y) - fraction * along(mouthMid.x, mouthMid.y);
  const yaw = Math.atan(aside / distance / noseReach);
  // Vertical places turn with the pitch: solve fraction = (eye - nose)(pitch) / (eye - mouth)(pitch) for its tangent.
  const pitch = Math.atan((eye.y - nose.y - fraction * (eye.y - mouth.y)) / (nose.z - eye.z - fraction * (mouth.z - eye.z)));
  return { yawDeg: yaw * toDeg, pitchDeg: pitch * toDeg, rollDeg: Math.atan2(eyeY, eyeX) * toDeg };
}

/** Distance of the mouth corners in eye distances: about 0.78 at rest on the canonical head. Both shrink alike with yaw. */
export function mouthRatioOf(points: ArrayLike<number>): number {
  const at = (i: number): number => points[i] ?? 0;
  const eyes = Math.hypot(at(2) - at(0), at(3) - at(1));
  return eyes > 0 ? Math.hypot(at(8) - at(6), at(9) - at(7)) / eyes : 0;
}
