import { useTranslation } from 'react-i18next';
import type { ActivityRow } from '../../../shared/contractActivity.ts';
import { useFactWords } from './activityFacts.ts';

/** Who did it: by name, or what it was. Somebody deleted since has no name any more. */
export function Actor({ row: { actorName, actorKind } }: { row: ActivityRow }) {
  const { t } = useTranslation('activity');
  const text = actorName ?? (actorKind === 'person' ? t('gone') : t(`actors.${actorKind}`));
  return <span title={text}>{text}</span>;
}

/** Acts that are always about a person, who may be deleted since. */
const aboutPerson = /^(payment|topup|person|card|pin|me|member|mark)\./;

/** Whom or what it was done to. */
export function Subject({ row }: { row: ActivityRow }) {
  const { t } = useTranslation('activity');
  const setting = useFactWords().setting(row);
  const text = row.subjectName ?? setting?.label ?? (aboutPerson.test(row.action) ? t('gone') : t('nobody'));
  return <span title={text}>{text}</span>;
}
