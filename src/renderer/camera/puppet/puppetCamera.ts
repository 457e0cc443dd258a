import { cameraOf, type Camera } from '../camera.ts';
import { createMeshFinder, type MeshFinder } from '../landmarks.ts';
import { demoPeople, type PuppetPerson } from '../../../shared/demoPeople.ts';
import { createPilot, type Asked } from './pilot.ts';
import { context2d, cutPortrait, loadImage, newCanvas } from './portrait.ts';
import { createPuppet, type Puppet } from './puppet.ts';

export type Who = PuppetPerson['id'];

/** A camera with somebody drawn in front of it, for the demo. */
export interface PuppetCamera extends Camera {
  /** The person does this until something else is asked; null: just stands there. Asking the same again changes nothing. */
  perform(step: Asked | null): void;
  /** Who stands in front now. */
  who(): Who;
  /** Somebody else steps up. Resolves when they are seen. */
  choose(who: Who): Promise<void>;
}

const framesPerSecond = 20;

let finder: Promise<MeshFinder> | null = null;
const puppets = new Map<Who, Promise<Puppet>>();

async function makePuppet(who: Who): Promise<Puppet> {
  const person = demoPeople.find(({ id }) => id === who);
  if (!person) throw new RangeError(`nobody is called ${who}`);
  finder ??= createMeshFinder();
  finder.catch(() => { finder = null; });
  const [image, landmarker] = await Promise.all([loadImage(`../demo/${person.file}`), finder]);
  return createPuppet({ image: cutPortrait(image, person), landmarker, rest: person });
}

/** Made once a page: finding the mesh takes a moment. A failure is not remembered. */
function puppetOf(who: Who): Promise<Puppet> {
  const known = puppets.get(who);
  if (known) return known;
  const making = makePuppet(who);
  puppets.set(who, making);
  making.catch(() => { puppets.delete(who); });
  return making;
}

/**
 * Same interface as `openCamera`, from a drawn person who does what is asked.
 * @throws Error when the portrait or both landmark sources are missing
 */
export async function openPuppetCamera(options: { who: Who }): Promise<PuppetCamera> {
  let { who } = options;
  let puppet = await puppetOf(who);
  const canvas = newCanvas();
  const context = context2d(canvas);
  const pilot = createPilot();
  const nowS = (): number => performance.now() / 1000;
  const draw = (): void => puppet.draw(context, pilot.gesture(nowS()));
  draw();
  const timer = setInterval(draw, 1000 / framesPerSecond);
  const camera = cameraOf(canvas.captureStream(framesPerSecond), 'demo-camera');
  return {
    ...camera,
    perform: (step) => pilot.perform(step, nowS()),
    who: () => who,
    async choose(next) {
      puppet = await puppetOf(next);
      who = next;
    },
    close() {
      clearInterval(timer);
      camera.close();
    },
  };
}
