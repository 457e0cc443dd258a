import { useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { Failure } from '../lists.ts';
import styles from './FormDialog.module.css';
import { Notice } from './Notice.tsx';

export interface FormDialogProps {
  title: string;
  /** What pressing it does. */
  submit: string;
  danger?: boolean;
  /** What the other button says; "Cancel" where nothing is given. */
  keep?: string;
  /** False while something must be put right first: submitting then shows what (`tried`). */
  ready?: boolean;
  /** Something else takes its place when it was done: the dialog does not close by itself. */
  stay?: boolean;
  /** Null when it was done: the dialog closes. */
  onSubmit(): Promise<Failure | null>;
  onClose(): void;
  /** Stands at the other end from the buttons: a way to remove. */
  aside?: ReactNode;
  /** `tried`: it was submitted once, so what is missing may be said. */
  children: ReactNode | ((tried: boolean) => ReactNode);
}

/** A form in a dialog: Enter sends it, a refusal is said above the buttons, and it stays open until it was done. */
export function FormDialog({ title, submit, danger = false, keep, ready = true, stay = false, onSubmit, onClose, aside, children }: FormDialogProps) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const form = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const close = () => {
    if (!sending) onClose();
  };

  async function send(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (sending) return;
    setTried(true);
    // The first thing to fix is where the eyes should go; the invalid marks are drawn with the next frame.
    if (!ready) return void requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    setSending(true);
    setFailure(null);
    const refused = await onSubmit();
    setSending(false);
    if (refused) setFailure(refused);
    else if (!stay) onClose();
  }

  return (
    <Dialog title={title} onClose={close}>
      <form ref={form} className={styles.form} noValidate onSubmit={(event) => void send(event)}>
        {typeof children === 'function' ? children(tried) : children}
        {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
        <div className={styles.buttons}>
          {aside && <span className={styles.aside}>{aside}</span>}
          <Button variant="quiet" disabled={sending} data-action="cancel" {...(danger ? { 'data-focus-first': true } : {})} onClick={close}>{keep ?? t('form.cancel')}</Button>
          <Button type="submit" variant={danger ? 'danger' : 'primary'} data-action="submit" busy={sending}>{sending ? t('form.saving') : submit}</Button>
        </div>
      </form>
    </Dialog>
  );
}
