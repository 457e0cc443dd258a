import { actionWords, activityGroupWords, activityStatusWords } from '../../shared/activityWords.ts';
import type { Language } from '../../shared/contract.ts';
import type { ActivityRow } from '../../shared/contractActivity.ts';

/** Who did it where nobody is named. */
const actors: Record<ActivityRow['actorKind'], Record<Language, string>> = {
  staff: { id: 'Petugas', en: 'Staff' }, person: { id: 'Orang', en: 'Person' }, kiosk: { id: 'Kios', en: 'Kiosk' }, system: { id: 'Sistem', en: 'System' },
};

/** Inner ids say nothing on paper. */
const anId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The words of the activity log in a file. */
export function activityWordsOf(language: Language) {
  return {
    actor: (kind: ActivityRow['actorKind']): string => actors[kind][language],
    action: (action: string): string => actionWords[action]?.[language] ?? action,
    group: (group: ActivityRow['group']): string => activityGroupWords[group][language],
    status: (status: ActivityRow['status']): string => activityStatusWords[status][language],
    /** The facts written down with the act, by the names they have there. */
    detail: (facts: ActivityRow['detail']): string => Object.entries(facts)
      .filter(([, fact]) => fact !== null && fact !== '' && !anId.test(String(fact)))
      .map(([name, fact]) => `${name}: ${String(fact)}`).join('; '),
  };
}
