import type { Language } from '../shared/contract.ts';
import type { DeskGround } from './deskHandlers.ts';
import type { Handlers } from './dispatch.ts';
import { readSetting } from './db/queries/settings.ts';
import { createEnrolRequests } from './services/enrolRequests.ts';
import { createErasures } from './services/erasures.ts';
import { createPeople } from './services/people.ts';
import { createPhotos } from './services/photos.ts';
import { createPinResets, type PinResetsNeeds } from './services/pinResets.ts';
import type { Vision } from './vision/types.ts';
import { preparePhoto } from './vision/photo.ts';

export type PeopleHandlers = Pick<Handlers,
  | 'people.get' | 'people.create' | 'people.save' | 'people.deactivate' | 'people.reactivate' | 'people.erase' | 'people.due' | 'people.eraseDue'
  | 'pins.issueReset' | 'pins.openReset' | 'pins.finishReset'
  | 'enrolments.request' | 'enrolments.withdraw' | 'enrolments.requestState' | 'enrolments.pending' | 'enrolments.decline'
  | 'photos.begin' | 'photos.add' | 'photos.remove' | 'photos.finish' | 'photos.cancel'>;

export interface PeopleHandlersNeeds extends DeskGround, Pick<PinResetsNeeds, 'clock' | 'randomInt' | 'newToken'> {
  language(): Language;
  /** @throws Refusal ENGINE_UNAVAILABLE */
  vision(): Vision;
  engineOrNull(): Vision | null;
  onLeftover(error: unknown): void;
}

/** People at the desk: which service answers which method; wiring only. */
export function createPeopleHandlers(needs: PeopleHandlersNeeds) {
  const onChanged = () => needs.emit('people.changed', {});
  const people = createPeople({ ...needs, lockClockMs: needs.clock.guardNowMs, onChanged });
  const erasures = createErasures({ ...needs, onErased: onChanged, retentionMonths: () => wholeMonths(readSetting(needs.db, 'retentionMonths')) });
  const resets = createPinResets({ ...needs, onChanged });
  const requests = createEnrolRequests({ ...needs, requireEngine: () => void needs.vision(), onChanged: () => needs.emit('enrolments.requestChanged', {}) });
  const photos = createPhotos({ ...needs, prepare: preparePhoto, onEnrolled: onChanged, onForgotten: needs.onLeftover });

  const handlers: PeopleHandlers = {
    'people.get': (input) => people.get(input),
    'people.create': (input, { staff: who }) => people.create(input, who),
    'people.save': (input, { staff: who }) => people.save(input, who),
    'people.deactivate': (input, { staff: who }) => people.deactivate(input, who),
    'people.reactivate': (input, { staff: who }) => people.reactivate(input, who),
    'people.erase': (input, { staff: who }) => erasures.erase(input, who),
    'people.due': () => erasures.due(),
    'people.eraseDue': (input, { staff: who }) => erasures.eraseDue(input, who),
    'pins.issueReset': (input, { staff: who }) => resets.issue(input, who),
    'pins.openReset': (input) => resets.open(input),
    'pins.finishReset': (input) => resets.finish(input),
    'enrolments.request': (input, { staff: who }) => requests.request(input, who),
    'enrolments.withdraw': () => requests.withdraw(),
    'enrolments.requestState': (input) => requests.state(input),
    'enrolments.pending': () => requests.pending(),
    'enrolments.decline': (input) => requests.decline(input),
    'photos.begin': (input, { staff: who }) => photos.begin(input, who),
    'photos.add': (input, { staff: who }) => photos.add(input, who),
    'photos.remove': (input, { staff: who }) => photos.remove(input, who),
    'photos.finish': (input, { staff: who }) => photos.finish(input, who),
    'photos.cancel': (input) => photos.cancel(input),
  };

  return {
    handlers,
    /** Whom staff asked the kiosk to enrol. @throws Refusal ENROLMENT_EXPIRED */
    requestedBy: requests.accept,
    /** Somebody was enrolled at the kiosk. */
    enrolled: requests.done,
    /** Finishes deletions a process that ended left half cleaned. */
    tick: erasures.tick,
    sweep(): void {
      resets.sweep();
      photos.sweep();
    },
  };
}

/** Whatever else stands in the setting means that nobody is due. */
function wholeMonths(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 0;
}
