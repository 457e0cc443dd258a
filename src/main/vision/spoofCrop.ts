import type { Frame } from './frame.ts';
import type { Box } from './types.ts';

/**
 * The part of the frame an anti-spoofing net looks at: the face box enlarged by `scale`, but no further than the frame allows,
 * then pushed inside it (as Silent-Face-Anti-Spoofing's own cropper does). Pixels.
 */
export function spoofRegion(frame: { width: number; height: number }, box: Box, scale: number): Box {
  const possible = Math.min(scale, (frame.height - 1) / box.height, (frame.width - 1) / box.width);
  const width = box.width * possible;
  const height = box.height * possible;
  const x = Math.min(Math.max(0, box.x + box.width / 2 - width / 2), frame.width - 1 - width);
  const y = Math.min(Math.max(0, box.y + box.height / 2 - height / 2), frame.height - 1 - height);
  return { x: Math.max(0, x), y: Math.max(0, y), width, height };
}

/**
 * The region scaled to `size` x `size` by plain bilinear sampling, as the nets were trained (no antialiasing: they read texture).
 * @returns BGR planes, floats 0..255
 */
export function spoofPlanes(frame: Frame, region: Box, size: number): Float32Array {
  const area = size * size;
  const planes = new Float32Array(area * 3);
  const { rgb, width, height } = frame;
  for (let v = 0; v < size; v += 1) {
    const y = Math.min(height - 1, Math.max(0, region.y + ((v + 0.5) * region.height) / size - 0.5));
    const y0 = Math.floor(y);
    const y1 = Math.min(height - 1, y0 + 1);
    const fy = y - y0;
    for (let u = 0; u < size; u += 1) {
      const x = Math.min(width - 1, Math.max(0, region.x + ((u + 0.5) * region.width) / size - 0.5));
      const x0 = Math.floor(x);
      const x1 = Math.min(width - 1, x0 + 1);
      const fx = x - x0;
      for (let channel = 0; channel < 3; channel += 1) {
        const top = (rgb[(y0 * width + x0) * 3 + channel] ?? 0) * (1 - fx) + (rgb[(y0 * width + x1) * 3 + channel] ?? 0) * fx;
        const bottom = (rgb[(y1 * width + x0) * 3 + channel] ?? 0) * (1 - fx) + (rgb[(y1 * width + x1) * 3 + channel] ?? 0) * fx;
        planes[(2 - channel) * area + v * size + u] = top * (1 - fy) + bottom * fy;
      }
    }
  }
  return planes;
}
