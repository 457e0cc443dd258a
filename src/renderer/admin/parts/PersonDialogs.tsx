import { Printer, UserRoundPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErasureReceipt, PersonDetail } from '../../../shared/contractPeople.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { failureOf } from '../loads.ts';
import type { PinCode } from '../personActions.ts';
import form from './FormDialog.module.css';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import { ExactTime } from './When.tsx';

interface Fields { name: string; identifier: string; guardianName: string; note: string }
const blank: Fields = { name: '', identifier: '', guardianName: '', note: '' };
/** As the contract has it. */
const identifierPattern = /^[A-Z0-9.-]{3,20}$/;

function FieldsForm({ fields, tried, onChange }: { fields: Fields; tried: boolean; onChange(patch: Partial<Fields>): void }) {
  const { t } = useTranslation('people');
  return (
    <>
      <TextField label={t('name')} name="name" data-focus-first autoComplete="off" maxLength={80} error={tried && fields.name.trim() === '' ? t('nameMissing') : null} value={fields.name} onChange={(event) => onChange({ name: event.target.value })} />
      <TextField label={t('identifier')} name="identifier" autoComplete="off" maxLength={20} hint={t('identifierHint')} error={tried && !identifierPattern.test(fields.identifier) ? t('identifierBad') : null} value={fields.identifier} onChange={(event) => onChange({ identifier: event.target.value.trim().toUpperCase() })} />
      <TextField label={t('guardian')} name="guardianName" autoComplete="off" maxLength={80} hint={t('guardianHint')} value={fields.guardianName} onChange={(event) => onChange({ guardianName: event.target.value })} />
      <TextField label={t('note')} name="note" autoComplete="off" maxLength={300} hint={t('noteHint')} value={fields.note} onChange={(event) => onChange({ note: event.target.value })} />
    </>
  );
}

const isReady = ({ name, identifier }: Fields): boolean => name.trim() !== '' && identifierPattern.test(identifier);

export function CreatePersonButton() {
  const { t } = useTranslation('people');
  const createPerson = useDesk((state) => state.createPerson);
  const [fields, setFields] = useState<Fields | null>(null);
  return (
    <>
      <Button variant="primary" icon={UserRoundPlus} data-action="create-person" onClick={() => setFields(blank)}>{t('create')}</Button>
      {fields && (
        <FormDialog title={t('createTitle')} submit={t('createSubmit')} ready={isReady(fields)} onSubmit={async () => failureOf(await createPerson(fields))} onClose={() => setFields(null)}>
          {(tried) => <FieldsForm fields={fields} tried={tried} onChange={(patch) => setFields({ ...fields, ...patch })} />}
        </FormDialog>
      )}
    </>
  );
}

const fieldsOf = ({ name, identifier, guardianName, note }: PersonDetail): Fields => ({ name, identifier, guardianName: guardianName ?? '', note: note ?? '' });

/** An edit goes out with the revision it was made on; where somebody was quicker both are shown, and one is chosen. */
export function EditDialog({ detail, onClose }: { detail: PersonDetail; onClose(): void }) {
  const { t } = useTranslation('people');
  const savePerson = useDesk((state) => state.savePerson);
  const [fields, setFields] = useState(fieldsOf(detail));
  const [revision, setRevision] = useState(detail.revision);
  const [theirs, setTheirs] = useState<(Fields & { by: string; atMs: number; revision: number }) | null>(null);

  async function save(): Promise<Failure | null> {
    const answer = await savePerson({ personId: detail.personId, revision: theirs?.revision ?? revision, ...fields });
    if (!answer.ok && answer.code === 'EDIT_CONFLICT') {
      const { data } = answer;
      const text = (key: string): string => String(data[key] ?? '');
      setTheirs({ name: text('name'), identifier: text('identifier'), guardianName: text('guardianName'), note: text('note'), by: text('by'), atMs: Number(data['atMs']), revision: Number(data['revision']) });
    }
    return failureOf(answer);
  }

  return (
    <FormDialog
      title={t('editTitle')} submit={t(theirs ? 'keepMine' : 'save')} ready={isReady(fields)} onSubmit={save} onClose={onClose}
      aside={theirs && <Button data-action="keep-theirs" onClick={() => { setFields(theirs); setRevision(theirs.revision); setTheirs(null); }}>{t('keepTheirs')}</Button>}
    >
      {(tried) => (
        <>
          {theirs && (
            <Notice tone="wait">
              <p>{theirs.by ? t('conflictBy', { by: theirs.by }) : t('conflict')} {theirs.atMs > 0 && <ExactTime atMs={theirs.atMs} />}</p>
              <p data-theirs>{[theirs.name, theirs.identifier, theirs.guardianName, theirs.note].filter(Boolean).join(' · ')}</p>
            </Notice>
          )}
          <FieldsForm fields={fields} tried={tried} onChange={(patch) => setFields({ ...fields, ...patch })} />
        </>
      )}
    </FormDialog>
  );
}

export function EraseDialog({ detail, onErased, onClose }: { detail: PersonDetail; onErased(receipt: ErasureReceipt): void; onClose(): void }) {
  const { t } = useTranslation('people');
  const erasePerson = useDesk((state) => state.erasePerson);
  const [name, setName] = useState('');
  async function erase(): Promise<Failure | null> {
    const answer = await erasePerson(detail.personId, name);
    if (answer.ok) onErased(answer.value);
    return failureOf(answer);
  }
  return (
    <FormDialog title={t('eraseTitle')} submit={t('eraseSubmit')} danger ready={name.trim() !== ''} onSubmit={erase} onClose={onClose}>
      <p className={form.subject}><strong>{detail.name}</strong><span>{detail.identifier}</span></p>
      <p className={form.lead}>{t('eraseWhat')}</p>
      <TextField label={t('eraseType')} name="confirmName" autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
    </FormDialog>
  );
}

const kinds = ['templates', 'keys', 'pins', 'cards', 'consents', 'memberships', 'excuses', 'imports'] as const;

export function ReceiptDialog({ receipt, onClose }: { receipt: ErasureReceipt; onClose(): void }) {
  const { t } = useTranslation('people');
  return (
    <Dialog title={t('receiptTitle')} onClose={onClose}>
      <div className={form.form}>
        <div data-print data-receipt className={form.form}>
          <p><strong>{t('receiptDone')}</strong> <ExactTime atMs={receipt.atMs} /></p>
          <ul>{kinds.map((kind) => <li key={kind}>{t(`erased.${kind}`, { count: receipt.erased[kind] })}</li>)}</ul>
          <p className={form.lead}>{t('receiptKept', { count: receipt.kept, name: receipt.standsAs })}</p>
        </div>
        <div className={form.buttons}>
          <Button icon={Printer} onClick={() => window.print()}>{t('print')}</Button>
          <Button variant="primary" data-focus-first data-action="receipt-close" onClick={onClose}>{t('close')}</Button>
        </div>
      </div>
    </Dialog>
  );
}

export function CodeDialog({ code, onClose }: { code: PinCode; onClose(): void }) {
  const { t } = useTranslation('people');
  return (
    <Dialog title={t('codeTitle')} onClose={onClose}>
      <div className={form.form}>
        <div data-print className={form.form}>
          <p className={form.subject}><strong>{code.name}</strong><span>{code.identifier} · {code.siteName}</span></p>
          <p data-code style={{ fontSize: 'var(--text-xl, 28px)', fontVariantNumeric: 'tabular-nums', letterSpacing: '0.1em' }}><strong>{code.code.slice(0, 4)} {code.code.slice(4)}</strong></p>
          <p className={form.lead}>{t('codeWhat')}</p>
          <p className={form.hint}>{t('codeUntil')} <ExactTime atMs={code.expiresAtMs} /></p>
        </div>
        <div className={form.buttons}>
          <Button icon={Printer} onClick={() => window.print()}>{t('print')}</Button>
          <Button variant="primary" data-focus-first data-action="code-close" onClick={onClose}>{t('close')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
