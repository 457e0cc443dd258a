import { Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { useDesk } from '../desk.ts';
import styles from './Backups.module.css';
import form from './FormDialog.module.css';
import { Notice } from './Notice.tsx';
import { ExactTime } from './When.tsx';

/** The recovery key, this once. It closes by its button only: a click beside it would lose the key. */
export function RecoveryKeySheet({ recoveryKey, onClose }: { recoveryKey: string; onClose(): void }) {
  const { t } = useTranslation('backup');
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const [madeAtMs] = useState(() => Date.now());
  return (
    <Dialog title={t('key.newTitle')} onClose={() => {}}>
      <div className={form.form}>
        <Notice tone="wait"><p>{t('key.once')}</p></Notice>
        <div className={styles.sheet} data-print>
          <QrCode text={recoveryKey} label={t('key.qr')} />
          <div className={styles.words}>
            <p className={styles.name}>{t('key.sheet')}</p>
            <p>{siteName} · <ExactTime atMs={madeAtMs} /></p>
            <p className={styles.key} data-recovery-key={recoveryKey}>{(recoveryKey.match(/^AGE-SECRET-KEY-1|.{1,6}/g) ?? []).map((part, at) => <span key={at}>{part}</span>)}</p>
            <p>{t('key.sheetUse')}</p>
          </div>
        </div>
        <div className={form.buttons}>
          <Button variant="quiet" data-action="key-saved" onClick={onClose}>{t('key.saved')}</Button>
          <Button variant="primary" icon={Printer} data-action="print-key" data-focus-first onClick={() => window.print()}>{t('key.print')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
