import type { Bridge } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { runAttempt, runLook } from '../camera/attempt.ts';
import { openCamera, type Camera } from '../camera/camera.ts';
import { watchCards } from '../camera/card.ts';
import { runCheckin } from '../camera/checkin.ts';
import { runEnrolment } from '../camera/enrolment.ts';
import { createGuide, type Guide } from '../camera/landmarks.ts';
import { demoPeople } from '../../shared/demoPeople.ts';
import type { PuppetCamera, Who } from '../camera/puppet/puppetCamera.ts';
import type { CameraSession, KioskCamera } from './camera.ts';
import type { Guidance } from '../camera/guidance.ts';

/**
 * The kiosk's eye on this page. One video element and one landmark source live as long as the page: loading the landmarks takes a
 * second or two, and only the first person should wait for it.
 */
export function createPageCamera(bridge: Pick<Bridge, 'call'>): KioskCamera {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  /** Whoever stood before the demo's camera last still stands there. */
  let lastShown: Who = 'A';
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

  async function attach(camera: Camera): Promise<void> {
    try {
      await camera.attach(video);
    } catch (error) {
      camera.close();
      throw error;
    }
    void guide();
  }

  function sessionOf(camera: Camera, puppet: PuppetCamera | null): CameraSession {
    // The person of the demo does what the kiosk asks for.
    const told = (onProgress: (guidance: Guidance) => void) => (guidance: Guidance) => {
      puppet?.perform(guidance.step);
      onProgress(guidance);
    };
    return {
      video,
      cameraId: camera.cameraId,
      attempt: async ({ chargeId, onProgress, signal }) => runAttempt({ camera, video, guide: await guide(), chargeId, call: bridge.call, onProgress: told(onProgress), signal }),
      look: async ({ onProgress, signal }) => runLook({ camera, video, guide: await guide(), chargeId: null, call: bridge.call, onProgress: told(onProgress), signal }),
      checkin: ({ onAnswer, signal }) => runCheckin({ camera, video, call: bridge.call, signal, onAnswer: (answer) => { puppet?.perform(answer.challenge?.step ?? null); onAnswer(answer); } }),
      cards: ({ onCard, signal }) => watchCards(video, onCard, signal),
      enrolment: async ({ enrolmentId, onProgress, signal }) => runEnrolment({ camera, video, guide: await guide(), enrolmentId, call: bridge.call, onProgress: told(onProgress), signal }),
      cast: puppet && { people: demoPeople.map(({ id, name }) => ({ id, name })), shown: puppet.who() },
      stand(id) {
        const person = demoPeople.find((known) => known.id === id);
        if (!puppet || !person) return;
        lastShown = person.id;
        void puppet.choose(person.id);
      },
      close() {
        camera.close();
        // The next session may have taken the element over already.
        if (video.srcObject === camera.stream) video.srcObject = null;
      },
    };
  }

  async function openOne(demo: boolean): Promise<CameraSession> {
    const puppet = demo ? await openDemoCamera(lastShown) : null;
    const camera = puppet ?? (await openCamera());
    await attach(camera);
    return sessionOf(camera, puppet);
  }

  let before: Promise<unknown> = Promise.resolve();
  return {
    // One after the other: two cameras must not fight for the one video element.
    open(demo) {
      const opening = before.then(() => openOne(demo));
      before = opening.catch(() => undefined);
      return opening;
    },
  };
}

/** The drawn person and its machinery are loaded in the demo only. @throws Refusal CAMERA_NONE when the portraits are missing */
async function openDemoCamera(who: Who): Promise<PuppetCamera> {
  try {
    const { openPuppetCamera } = await import('../camera/puppet/puppetCamera.ts');
    return await openPuppetCamera({ who });
  } catch (error) {
    console.error('the simulated camera did not open', error);
    throw new Refusal('CAMERA_NONE');
  }
}
