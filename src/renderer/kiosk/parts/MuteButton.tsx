import { Volume2, VolumeX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import { useActions, useKioskState } from '../KioskContext.tsx';
import { canSpeak } from '../prompts.ts';
import styles from './AppearanceChoice.module.css';

/** Silences the spoken prompts for this visit; there only where the kiosk speaks. */
export function MuteButton() {
  const { t } = useTranslation();
  const { setMuted } = useActions();
  const speaks = useKioskState(canSpeak);
  const muted = useKioskState((state) => state.muted);
  if (!speaks) return null;
  return (
    <button type="button" className={styles.opener} aria-label={t(muted ? 'speech.unmute' : 'speech.mute')} data-action="mute" data-muted={muted} onClick={() => setMuted(!muted)}>
      <span className={styles.glyph}><Icon icon={muted ? VolumeX : Volume2} /></span>
    </button>
  );
}
