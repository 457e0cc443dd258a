import type { PuppetPerson } from '../../../shared/demoPeople.ts';

/** Size of every camera picture, pixels. */
export const pictureWidth = 640;
export const pictureHeight = 480;
/** Width of the face in the portrait, pixels: it then fills half of the picture's height. */
const faceWidthPx = 195;

export function newCanvas(width = pictureWidth, height = pictureHeight): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** @throws Error when the browser has no 2D canvas. */
export function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2D canvas');
  return context;
}

/** @throws Error when the picture is missing. */
export async function loadImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

type Place = Pick<PuppetPerson, 'centreX' | 'centreY' | 'faceWidth' | 'rollDeg'>;

function placed(image: CanvasImageSource, place: Place): HTMLCanvasElement {
  const canvas = newCanvas();
  const context = context2d(canvas);
  const scale = faceWidthPx / place.faceWidth;
  context.imageSmoothingQuality = 'high';
  context.translate(pictureWidth / 2, pictureHeight / 2);
  context.rotate((-place.rollDeg * Math.PI) / 180);
  context.scale(scale, scale);
  context.drawImage(image, -place.centreX, -place.centreY);
  return canvas;
}

/**
 * A 640x480 portrait with the face upright in the middle, half as high as the picture. The sample pictures show groups:
 * everything away from the person fades into a soft blur of itself, so that one face is left.
 */
export function cutPortrait(image: CanvasImageSource, place: Place): HTMLCanvasElement {
  const sharp = placed(image, place);
  const canvas = newCanvas();
  const context = context2d(canvas);
  context.fillStyle = '#8d8a86';
  context.fillRect(0, 0, pictureWidth, pictureHeight);
  context.filter = 'blur(34px)';
  context.drawImage(sharp, -60, -45, pictureWidth + 120, pictureHeight + 90);
  context.filter = 'none';
  const person = context2d(sharp);
  person.resetTransform();
  person.globalCompositeOperation = 'destination-in';
  person.filter = 'blur(14px)';
  person.beginPath();
  person.ellipse(pictureWidth / 2, 210, 165, 205, 0, 0, 2 * Math.PI);
  person.ellipse(pictureWidth / 2, 520, 230, 170, 0, 0, 2 * Math.PI);
  person.fill();
  context.drawImage(sharp, 0, 0);
  return canvas;
}
