import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contrasts, textSizes } from '../../../shared/appearance.ts';
import { useActions, useKioskState } from '../KioskContext.tsx';
import { Button } from '../../ui/Button.tsx';
import styles from './AppearanceChoice.module.css';

/** "Aa": larger text and higher contrast for the person in front, until they leave. */
export function AppearanceChoice() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <button
        ref={opener}
        type="button"
        className={styles.opener}
        aria-label={`Aa ${t('appearance.title')}`}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        data-action="appearance"
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden>Aa</span>
      </button>
      {open && <Panel id={id} onClose={close} />}
    </>
  );
}

function Panel({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useTranslation();
  const { setAppearance } = useActions();
  const { text, contrast } = useKioskState((state) => state.appearance);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus(), []);
  return (
    <>
      {/* A touch beside it closes it, as Escape does; the button of the same meaning is in the panel. */}
      <div className={styles.beside} aria-hidden onPointerDown={onClose} />
      <div
        ref={panel}
        id={id}
        role="dialog"
        aria-label={t('appearance.title')}
        className={styles.panel}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose();
        }}
      >
        <div role="group" aria-label={t('appearance.text')} className={styles.row}>
          <p aria-hidden className={styles.name}>{t('appearance.text')}</p>
          {textSizes.map((size) => (
            <button key={size} type="button" className={styles.option} data-size={size} aria-pressed={size === text} aria-label={t(`appearance.texts.${size}`)} data-action={`text-${size}`} onClick={() => setAppearance({ text: size })}>
              <span aria-hidden>A</span>
            </button>
          ))}
        </div>
        <div role="group" aria-label={t('appearance.contrast')} className={styles.row}>
          <p aria-hidden className={styles.name}>{t('appearance.contrast')}</p>
          {contrasts.map((one) => (
            <button key={one} type="button" className={styles.option} aria-pressed={one === contrast} data-action={`contrast-${one}`} onClick={() => setAppearance({ contrast: one })}>
              {t(`appearance.contrasts.${one}`)}
            </button>
          ))}
        </div>
        <Button size="kiosk" variant="primary" wide data-action="appearance-done" onClick={onClose}>{t('done')}</Button>
      </div>
    </>
  );
}
