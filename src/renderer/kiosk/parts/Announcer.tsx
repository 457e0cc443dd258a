import { useTranslation } from 'react-i18next';
import { useKioskState } from '../KioskContext.tsx';
import { instructionOf } from '../prompts.ts';
import type { KioskState } from '../stage.ts';

/** A refusal is an alert of its own, and while somebody looks the instruction itself is read out. */
const speaksForItself = ({ screen }: KioskState): boolean => screen.at === 'refused' || 'guidance' in screen || ('problem' in screen && screen.problem !== null);

/**
 * Tells a screen reader which question or result came up. It stays while the screens change: a region that comes together with its words
 * is not read out. Like the spoken prompts it names no person and no amount; those are on the screen, for who goes there.
 */
export function Announcer() {
  const { t } = useTranslation();
  const text = useKioskState((state) => (speaksForItself(state) ? '' : (instructionOf(state, t)?.text ?? '')));
  return <div className="visually-hidden" role="status" data-announcer>{text}</div>;
}
