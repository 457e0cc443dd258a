/*
 * Encodes pictures of the camera. On the page itself Chromium encodes when the page is idle: beside landmarks that keep it busy each picture
 * waits up to a second (crbug.com/995099), and main takes a look that runs late for no look at all. In a worker it encodes at once.
 */

export interface ToEncode { id: number; picture: ImageBitmap; quality: number }
export type Encoded = { id: number; jpeg: ArrayBuffer } | { id: number; error: string };

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext('bitmaprenderer');

async function encode({ id, picture, quality }: ToEncode): Promise<void> {
  try {
    Object.assign(canvas, { width: picture.width, height: picture.height });
    context?.transferFromImageBitmap(picture);
    const encoding = canvas.convertToBlob({ type: 'image/jpeg', quality });
    // The pixels were taken with the call: nobody's face stays here until the next picture.
    context?.transferFromImageBitmap(null);
    const jpeg = await (await encoding).arrayBuffer();
    postMessage({ id, jpeg } satisfies Encoded, { transfer: [jpeg] });
  } catch (error) {
    postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies Encoded);
  }
}

addEventListener('message', ({ data }: MessageEvent<ToEncode>) => void encode(data));
