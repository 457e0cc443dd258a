import type { Bridge } from '../../shared/contract.ts';
import { runAttempt } from '../camera/attempt.ts';
import { openCamera } from '../camera/camera.ts';
import { runEnrolment } from '../camera/enrolment.ts';
import { createGuide, type Guide } from '../camera/landmarks.ts';
import type { KioskCamera } from './camera.ts';

/**
 * The kiosk's eye on this page. One video element and one landmark source live as long as the page: loading the landmarks takes a
 * second or two, and only the first person should wait for it.
 */
export function createPageCamera(bridge: Pick<Bridge, 'call'>): KioskCamera {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  let loading: Promise<Guide | null> | null = null;

  /** Null where no landmarks can be had: main judges alone, without a blink among the steps. Asked again by the next person. */
  function guide(): Promise<Guide | null> {
    loading ??= createGuide(video).catch((error: unknown) => {
      console.error('landmarks are not available', error);
      loading = null;
      return null;
    });
    return loading;
  }

  return {
    async open() {
      const camera = await openCamera();
      try {
        await camera.attach(video);
      } catch (error) {
        camera.close();
        throw error;
      }
      void guide();
      return {
        video,
        cameraId: camera.cameraId,
        attempt: async ({ chargeId, onProgress, signal }) => runAttempt({ camera, video, guide: await guide(), chargeId, call: bridge.call, onProgress, signal }),
        enrolment: async ({ enrolmentId, onProgress, signal }) => runEnrolment({ camera, video, guide: await guide(), enrolmentId, call: bridge.call, onProgress, signal }),
        close() {
          camera.close();
          video.srcObject = null;
        },
      };
    },
  };
}
