import { showForCard } from './heldCard.ts';
import type { Draft, Problem, Screen, ScreenAt } from './screens.ts';
import type { Stage } from './stage.ts';
import { identifierWithoutCard, nameWithoutCard } from './typing.ts';

export const emptyDraft: Draft = { face: true, minor: false, guardianName: '', name: '', identifier: '', enrolmentId: null, open: null, card: null, request: null, reset: null };

/** Where a card may come in: until main is asked for an enrolment. */
type TakesCard = ScreenAt<'consent' | 'declined' | 'enrolCard' | 'guardian' | 'name' | 'newIdentifier'>;
const takesCard = (screen: Screen): screen is TakesCard => ['consent', 'declined', 'enrolCard', 'guardian', 'name', 'newIdentifier'].includes(screen.at);

/** Without what a card told. */
const withoutPerson = ({ minor, guardianName }: Draft): Draft => ({ ...emptyDraft, minor, guardianName });

/** Tells main that nobody will finish it; nothing where none was begun. */
export function cancelEnrolment(stage: Stage, { enrolmentId }: Pick<Draft, 'enrolmentId'>): void {
  if (enrolmentId) void stage.needs.bridge.call('enrolments.cancel', { enrolmentId });
}

/** Enrolling with a card: who is in the register already types neither name nor number. `afterConsent` goes on where the face has been decided on. */
export function createEnrolCards(stage: Stage, afterConsent: (draft: Draft) => void) {
  const { needs, store } = stage;

  /** `problem`: what was the matter with the last card. */
  function askCard(draft: Draft, problem: Problem | null = null): void {
    void showForCard(stage, { at: 'enrolCard', draft, video: null, busy: false, problem }, (text) => void useCard(text));
  }

  function withoutTheCard(): void {
    const screen = stage.at('enrolCard');
    if (!screen) return;
    cancelEnrolment(stage, screen.draft);
    stage.show({ at: 'consent', draft: withoutPerson(screen.draft) });
  }

  /** Again from a refusal. */
  function askOtherCard(draft: Draft): void {
    cancelEnrolment(stage, draft);
    askCard(withoutPerson(draft));
  }

  /** The name that came with the card is somebody else's: whoever stands here has said nothing yet. */
  function notMe(): void {
    const screen = stage.at('capture') ?? stage.at('choosePin');
    if (!screen?.draft.card) return;
    cancelEnrolment(stage, screen.draft);
    askCard(emptyDraft);
  }

  let isReading = () => false;
  /**
   * A card, from the camera or from a hand scanner. Main is asked at once, as for an account with a PIN only: a card that does not serve is
   * told before anybody reads and types for nothing. What is agreed to later begins the enrolment anew. Ignored wherever nobody enrols.
   */
  async function useCard(card: string): Promise<void> {
    const { screen } = store.getState();
    if (!takesCard(screen) || screen.draft.open || screen.draft.request || isReading()) return;
    stage.touch();
    const isCurrent = stage.stillHere();
    isReading = isCurrent;
    stage.patch('enrolCard', { busy: true, problem: null });
    const result = await needs.bridge.call('enrolments.beginFor', { proof: { card }, consent: null, cameraId: null });
    if (!isCurrent()) {
      if (result.ok) cancelEnrolment(stage, result.value);
      return;
    }
    isReading = () => false;
    // A hand scanner types into the field that has the focus.
    const { draft } = stage.at(screen.at) ?? screen;
    const typed: Draft = { ...draft, guardianName: nameWithoutCard(draft.guardianName), name: nameWithoutCard(draft.name), identifier: identifierWithoutCard(draft.identifier) };
    if (!result.ok) return cardProblem(screen.at, typed, { code: result.code, data: result.data });
    const { name, identifier, enrolmentId } = result.value;
    withCard(screen.at, { ...typed, card, name, identifier, enrolmentId });
  }

  function cardProblem(at: TakesCard['at'], draft: Draft, problem: Problem): void {
    if (at === 'enrolCard') stage.patch('enrolCard', { busy: false, problem });
    else askCard(draft, problem);
  }

  function withCard(at: TakesCard['at'], draft: Draft): void {
    if (at === 'name' || at === 'newIdentifier') afterConsent(draft);
    else if (at === 'declined' || at === 'guardian') stage.show({ at, draft });
    else stage.show({ at: 'consent', draft });
  }

  return { askCard, askOtherCard, useCard, withoutTheCard, notMe };
}
