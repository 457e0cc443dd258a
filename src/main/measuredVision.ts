import type { Metrics } from './ops/metrics.ts';
import type { Vision } from './vision/types.ts';

/** The same vision, with every picture counted and timed. */
export function measured(vision: Vision, metrics: Pick<Metrics, 'looked'>): Vision {
  async function timed<T>(kind: 'kiosk' | 'stream', looking: Promise<T>): Promise<T> {
    const beganAtMs = performance.now();
    try {
      const report = await looking;
      metrics.looked(kind, 'ok', performance.now() - beganAtMs);
      return report;
    } catch (error) {
      metrics.looked(kind, 'refused', performance.now() - beganAtMs);
      throw error;
    }
  }
  return {
    ...vision,
    analyse: (image, options) => timed('kiosk', vision.analyse(image, options)),
    watch: (stream, image, atMs, focus) => timed('stream', vision.watch(stream, image, atMs, focus)),
  };
}
