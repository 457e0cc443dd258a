import type { FrameHints } from '../../src/shared/contract.ts';
import { openCamera, type Camera } from '../../src/renderer/camera/camera.ts';
import { videoFrames } from '../../src/renderer/camera/frames.ts';
import { createGuide, createMeshFinder, type Guide } from '../../src/renderer/camera/landmarks.ts';
import { hintsOf, poseFromPoints, type Point3 } from '../../src/renderer/camera/readings.ts';
import { addGestures, loopGesture, loopSeconds, stepGesture, sway } from '../../src/renderer/camera/puppet/motion.ts';
import type { Asked } from '../../src/renderer/camera/puppet/pilot.ts';
import { openPuppetCamera } from '../../src/renderer/camera/puppet/puppetCamera.ts';
import { demoPeople } from '../../src/shared/demoPeople.ts';
import { context2d, cutPortrait, loadImage, newCanvas, pictureHeight, pictureWidth } from '../../src/renderer/camera/puppet/portrait.ts';
import { createPuppet, type Puppet } from '../../src/renderer/camera/puppet/puppet.ts';
import { neutral } from '../../src/renderer/camera/puppet/warp.ts';

/*
 * The page that paints the clips, run in headless Chromium by clips.ts. It offers `window.puppets`.
 */

const framesPerSecond = 15;
const jpegQuality = 0.9;
const loopFrames = Math.round(loopSeconds * framesPerSecond);
const swapFrames = 5 * framesPerSecond - 1;

/** Who a clip shows: a demo person by id, or a portrait file by its name. */
type Who = string;
export type Scene =
  | { kind: 'loop'; who: Who }
  | { kind: 'still'; who: Who }
  | { kind: 'pair'; left: Who; right: Who }
  | { kind: 'swap'; first: Who; second: Who }
  | { kind: 'colour'; colour: string };

const finder = createMeshFinder();
const puppets = new Map<Who, Promise<Puppet>>();

async function demoPuppet(who: Who): Promise<Puppet> {
  const person = demoPeople.find(({ id }) => id === who);
  if (person) return createPuppet({ image: cutPortrait(await loadImage(`../demo/${person.file}`), person), landmarker: await finder, rest: person });
  return portraitPuppet(await loadImage(`../faces/${who}`));
}

/** Largest side a portrait is searched at, pixels. */
const searchSide = 1024;

/** A portrait of one person, wherever the face is in it. */
async function portraitPuppet(image: HTMLImageElement): Promise<Puppet> {
  const scale = Math.min(1, searchSide / Math.max(image.naturalWidth, image.naturalHeight));
  const whole = newCanvas(Math.round(image.naturalWidth * scale), Math.round(image.naturalHeight * scale));
  context2d(whole).drawImage(image, 0, 0, whole.width, whole.height);
  const face = await (await finder).find(whole);
  if (!face) throw new Error('no face in the portrait');
  const [xs, ys] = [face.map((point) => point.x / scale), face.map((point) => point.y / scale)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const pose = poseFromPoints(face);
  const corner = (index: number): Point3 => face[index] ?? { x: 0, y: 0, z: 0 };
  const rollDeg = (Math.atan2(corner(263).y - corner(33).y, corner(263).x - corner(33).x) * 180) / Math.PI;
  const place = { centreX: (left + right) / 2, centreY: (top + bottom) / 2, faceWidth: right - left, rollDeg };
  return createPuppet({ image: cutPortrait(image, place), landmarker: await finder, rest: { yawDeg: pose.yawDeg, pitchDeg: 0, smile: 0 } });
}

function puppetOf(who: Who): Promise<Puppet> {
  const known = puppets.get(who) ?? demoPuppet(who);
  puppets.set(who, known);
  return known;
}

const canvas = newCanvas();
const context = context2d(canvas);
const aside = newCanvas();

/** Draws a puppet into half of the picture. */
function drawHalf(puppet: Puppet, x: number, t: number, frame: number): void {
  puppet.draw(context2d(aside), loopGesture(t), frame);
  context.drawImage(aside, pictureWidth / 4, 0, pictureWidth / 2, pictureHeight, x, 0, pictureWidth / 2, pictureHeight);
}

async function paint(scene: Scene, frame: number): Promise<void> {
  const t = frame / framesPerSecond;
  switch (scene.kind) {
    case 'loop': (await puppetOf(scene.who)).draw(context, loopGesture(t), frame); break;
    case 'still': (await puppetOf(scene.who)).draw(context, neutral, 0); break;
    case 'colour': context.fillStyle = scene.colour; context.fillRect(0, 0, pictureWidth, pictureHeight); break;
    case 'pair': {
      const [left, right] = [await puppetOf(scene.left), await puppetOf(scene.right)];
      drawHalf(left, 0, t, frame);
      drawHalf(right, pictureWidth / 2, t, frame);
      break;
    }
    case 'swap': {
      // each blinks twice in its half: whoever looks on for half the clip has seen both
      const half = swapFrames / 2;
      (await puppetOf(frame < half ? scene.first : scene.second)).draw(context, addGestures(stepGesture('blinkTwice', (frame % half) / framesPerSecond - 0.5), sway(t, swapFrames / framesPerSecond)), frame);
      break;
    }
  }
}

async function jpeg(): Promise<string> {
  const url = canvas.toDataURL('image/jpeg', jpegQuality);
  return url.slice(url.indexOf(',') + 1);
}

/** Frames `from`..`to` (excluded) of a scene as base64 JPEGs. */
async function frames(scene: Scene, from: number, to: number): Promise<string[]> {
  const painted: string[] = [];
  for (let frame = from; frame < to; frame += 1) { await paint(scene, frame); painted.push(await jpeg()); }
  return painted;
}

type Reader = (guide: Guide) => void;

/** Shows a camera and reads it for `seconds` with the product's own guide. */
async function readFrom(camera: Camera, seconds: number, first: Reader = () => {}) {
  const video = document.createElement('video');
  await camera.attach(video);
  const guide = await createGuide(video);
  first(guide);
  const source = videoFrames(video, guide);
  const readings: (NonNullable<FrameHints> & { at: number })[] = [];
  let largestJpeg = 0;
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const frame = await source.next();
    const hints = hintsOf(frame?.reading ?? null);
    if (frame && hints) readings.push({ ...hints, at: frame.at });
    if (frame && readings.length % 10 === 1) largestJpeg = Math.max(largestJpeg, (await frame.jpeg()).length);
    frame?.release();
  }
  const told = { source: guide.source, canBlink: guide.canBlink, frameMs: guide.frameMs, largestJpeg };
  guide.close();
  camera.close();
  return { ...told, readings };
}

/** The browser's own (fake) camera. */
const readCamera = async (seconds: number) => readFrom(await openCamera(), seconds);

/** The demo's drawn person, asked for one step. */
async function readDemo(who: string, step: Asked, seconds: number) {
  const person = demoPeople.find(({ id }) => id === who);
  if (!person) throw new RangeError(`nobody is called ${who}`);
  const camera = await openPuppetCamera({ who: person.id });
  return readFrom(camera, seconds, () => camera.perform(step));
}

const offered = { frames, readCamera, readDemo, loopFrames, swapFrames, framesPerSecond };
export type PuppetWindow = typeof globalThis & { puppets: typeof offered };
Object.assign(globalThis, { puppets: offered });
