import { useTranslation } from 'react-i18next';
import type { AccountState } from '../../../shared/staff.ts';
import { Tag } from './Tag.tsx';

const tones = { active: 'done', invited: 'wait', deactivated: 'calm' } as const satisfies Record<AccountState, string>;

export function StateTag({ state }: { state: AccountState }) {
  const { t } = useTranslation('staff');
  return <Tag tone={tones[state]}>{t(`state.${state}`)}</Tag>;
}
