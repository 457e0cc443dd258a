import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import styles from './Dialog.module.css';

export interface DialogProps {
  title: string;
  /** Esc and a click beside the dialog ask for this; the owner decides (a booking under way stays). */
  onClose(): void;
  /** The element with `data-focus-first` gets the focus. */
  children: ReactNode;
}

/**
 * A question that must be answered before anything else: the browser's own modal dialog, which keeps the focus inside, hides
 * the page behind from assistive technology, and gives the focus back when it is removed.
 */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // React focuses `autoFocus` before the dialog is modal, and the browser then moves on to the first button it finds.
    element?.querySelector<HTMLElement>('[data-focus-first]')?.focus();
    // Closing before removal is what returns the focus to where it was.
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // A second Esc would close the element past our decision; it never reaches the browser.
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles.body}>
        <h2 id={titleId} className={styles.title}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
