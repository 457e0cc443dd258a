import { eyePatchHeight, eyePatchWidth } from './eyes.ts';
import type { Face } from './types.ts';

/*
 * The surest sign of a blink in small grey eyes: the lid covers the dark of iris and lashes, so the darkest part of both eyes
 * grows lighter at once and dark again within half a second. Numbers measured on the clips: docs/face-matching.md, "Blinks".
 */
export const pulseRules = {
  /** The dark of both eyes must grow lighter by this much of the face's mean grey, or by `noises` of its own trembling, if that is more... */
  lighterBy: 0.04,
  noises: 3,
  /** ...and by this share of itself. */
  lighterShare: 0.1,
  /** The eye that changes less has at least this part of the mean change: a shadow or a hand over one eye is no blink. */
  bothShare: 0.4,
  /** Open again when this part of the change is left. */
  leftShare: 0.5,
  /** Shut eyes open again within this, milliseconds. Longer is a look down or a hand. */
  longestMs: 600,
  /** Open eyes are remembered for this long, at least `fewestLooks` of them, milliseconds. */
  memoryMs: 800,
  fewestLooks: 3,
  /** Looks younger than this may show the lid on its way, milliseconds; the change must be seen within the second. */
  closingMs: 60,
  onsetMs: 350,
  /** A head turned or moved further than this changes the eyes by itself, degrees. */
  maxYawDeg: 30,
  stillDeg: 12,
} as const;

/** What a pulse is read from. */
export interface PulseLook { atMs: number; face: Pick<Face, 'eyes' | 'yawDeg' | 'pitchDeg' | 'quality'> }

interface Seen { atMs: number; yawDeg: number; pitchDeg: number; dark: readonly [number, number] }

/** Part of the patch in which iris and lashes lie, pixels from its sides. */
const inset = { x: 7, y: 5 } as const;

/** Grey of the darkest tenth of each eye's middle, in shares of the face's mean grey. Grows when the lid comes down. */
export function eyeDarkness(face: Pick<Face, 'eyes' | 'quality'>): readonly [number, number] {
  const one = eyePatchWidth * eyePatchHeight;
  const of = (start: number): number => {
    const middle: number[] = [];
    for (let y = inset.y; y < eyePatchHeight - inset.y; y += 1) {
      for (let x = inset.x; x < eyePatchWidth - inset.x; x += 1) middle.push(face.eyes[start + y * eyePatchWidth + x] ?? 0);
    }
    middle.sort((a, b) => a - b);
    return (middle[Math.floor(middle.length / 10)] ?? 0) / Math.max(1, face.quality.brightness);
  };
  return [of(0), of(one)];
}

function quantile(values: number[], q: number): number {
  values.sort((a, b) => a - b);
  return values[Math.floor((values.length - 1) * q)] ?? 0;
}

/** The mean change of both eyes, or 0 when one of them hardly takes part. */
function together(left: number, right: number, bothShare: number): number {
  const mean = (left + right) / 2;
  return Math.min(left, right) > mean * bothShare ? mean : 0;
}

const changeFrom = (base: readonly [number, number], dark: readonly [number, number], bothShare: number): number => together(dark[0] - base[0], dark[1] - base[1], bothShare);

/** The open eyes of the looks before, and how much they tremble; both in shares of the face's mean grey. */
function openEyes(looks: readonly Seen[]): { base: readonly [number, number]; noise: number } {
  const eye = (side: 0 | 1): { base: number; noise: number } => {
    const values = looks.map(({ dark }) => dark[side]);
    const base = quantile([...values], 0.3);
    const middle = quantile([...values], 0.5);
    return { base, noise: quantile(values.map((value) => Math.abs(value - middle)), 0.5) };
  };
  const [left, right] = [eye(0), eye(1)];
  return { base: [left.base, right.base], noise: (left.noise + right.noise) / 2 };
}

/**
 * Sees blinks as pulses in the frames of one track, 40-150 ms apart.
 * @returns the function that takes the next frame and answers whether a blink ended with it
 */
export function createPulseDetector(rules = pulseRules): (look: PulseLook) => boolean {
  let open: Seen[] = [];
  let shut: { since: number; peak: number; base: readonly [number, number]; last: Seen } | null = null;
  const moved = (a: Seen, b: Seen): boolean => Math.abs(a.yawDeg - b.yawDeg) >= rules.stillDeg || Math.abs(a.pitchDeg - b.pitchDeg) >= rules.stillDeg;

  const closes = (now: Seen): boolean => {
    const before = open.filter(({ atMs }) => now.atMs - atMs >= rules.closingMs);
    const last = before.at(-1);
    if (last === undefined || before.length < rules.fewestLooks || Math.abs(now.yawDeg) > rules.maxYawDeg || moved(last, now)) return false;
    const { base, noise } = openEyes(before);
    const needed = Math.max(rules.lighterBy, rules.noises * noise, (rules.lighterShare * (base[0] + base[1])) / 2);
    const change = changeFrom(base, now.dark, rules.bothShare);
    const recent = before.filter(({ atMs }) => now.atMs - atMs <= rules.onsetMs);
    // A slow change is the light or the pose: somewhere in the last moments the eyes must still have been as open.
    const sudden = recent.length === 0 || recent.some(({ dark }) => changeFrom(dark, now.dark, rules.bothShare) >= needed);
    if (change < needed || !sudden) return false;
    shut = { since: now.atMs, peak: change, base, last };
    return true;
  };

  return ({ atMs, face }) => {
    const now: Seen = { atMs, yawDeg: face.yawDeg, pitchDeg: face.pitchDeg, dark: eyeDarkness(face) };
    open = open.filter((look) => atMs - look.atMs <= rules.memoryMs);
    if (shut === null) {
      if (!closes(now)) open.push(now);
      return false;
    }
    const change = changeFrom(shut.base, now.dark, rules.bothShare);
    shut.peak = Math.max(shut.peak, change);
    const turned = moved(shut.last, now);
    if (change <= shut.peak * rules.leftShare && !turned) {
      shut = null;
      open.push(now);
      return true;
    }
    if (turned || atMs - shut.since > rules.longestMs) {
      shut = null;
      open = [now];
    }
    return false;
  };
}
