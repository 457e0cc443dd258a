import { KeyRound, Pencil, Printer, ScanFace, Trash2, UserRoundPlus, UserRoundX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRow, StaffMember } from '../../../shared/contract.ts';
import type { ErasureReceipt, PersonDetail } from '../../../shared/contractPeople.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { failureOf } from '../loads.ts';
import type { PinCode } from '../personActions.ts';
import { managesPeople } from '../sessionActions.ts';
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
function EditDialog({ detail, onClose }: { detail: PersonDetail; onClose(): void }) {
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

function EraseDialog({ detail, onErased, onClose }: { detail: PersonDetail; onErased(receipt: ErasureReceipt): void; onClose(): void }) {
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

function ReceiptDialog({ receipt, onClose }: { receipt: ErasureReceipt; onClose(): void }) {
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

function CodeDialog({ code, onClose }: { code: PinCode; onClose(): void }) {
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

type Open = 'edit' | 'rest' | 'erase' | 'code';

/** What staff may do with somebody, and what consents there are. */
export function PersonTools({ person, me }: { person: PersonRow; me: StaffMember }) {
  const { t } = useTranslation('people');
  const { readPerson, restPerson, issuePinCode, requestFace, loadPeople, selectPerson } = useDesk((state) => state);
  const [detail, setDetail] = useState<PersonDetail | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [code, setCode] = useState<PinCode | null>(null);
  const [receipt, setReceipt] = useState<ErasureReceipt | null>(null);
  const [asked, setAsked] = useState<'sent' | 'refused' | null>(null);

  // Read again with every change of the row: an edit is made on what stands now.
  useEffect(() => {
    let wanted = true;
    void readPerson(person.personId).then((answer) => { if (wanted && answer.ok) setDetail(answer.value); });
    return () => { wanted = false; };
  }, [readPerson, person]);

  if (receipt) return <ReceiptDialog receipt={receipt} onClose={() => { setReceipt(null); selectPerson(null); void loadPeople(); }} />;
  if (!detail) return null;
  const close = () => setOpen(null);
  const manages = managesPeople(me);
  return (
    <>
      {detail.consents.map((consent) => (
        <Notice key={consent.atMs} tone="info">
          <p>{t(consent.withdrawnAtMs === null ? 'consentGiven' : 'consentWithdrawn', { version: consent.textVersion })} <ExactTime atMs={consent.withdrawnAtMs ?? consent.atMs} />{consent.guardianName && ` · ${t('guardian')}: ${consent.guardianName}`}</p>
        </Notice>
      ))}
      {asked && <Notice tone={asked === 'sent' ? 'info' : 'refused'}><p>{t(asked === 'sent' ? 'requestSent' : 'requestRefused')}</p></Notice>}
      {detail.active && <Button icon={KeyRound} wide data-action="pin-code" onClick={() => setOpen('code')}>{t('codeOpen')}</Button>}
      {manages && detail.active && !detail.face && <Button icon={ScanFace} wide data-action="request-face" onClick={() => void requestFace(person.personId).then((answer) => setAsked(answer.ok ? 'sent' : 'refused'))}>{t('request')}</Button>}
      {manages && <Button icon={Pencil} wide data-action="edit-person" onClick={() => setOpen('edit')}>{t('edit')}</Button>}
      {manages && <Button variant="quiet" icon={UserRoundX} wide data-action="rest-person" onClick={() => setOpen('rest')}>{t(detail.active ? 'rest' : 'wake')}</Button>}
      {manages && <Button variant="quiet" icon={Trash2} wide data-action="erase-person" onClick={() => setOpen('erase')}>{t('erase')}</Button>}
      {open === 'edit' && <EditDialog detail={detail} onClose={close} />}
      {open === 'rest' && (
        <FormDialog title={t(detail.active ? 'restTitle' : 'wakeTitle')} submit={t(detail.active ? 'rest' : 'wake')} onSubmit={async () => failureOf(await restPerson(person.personId, !detail.active))} onClose={close}>
          <p className={form.subject}><strong>{detail.name}</strong><span>{detail.identifier}</span></p>
          <p className={form.lead}>{t(detail.active ? 'restWhat' : 'wakeWhat')}</p>
        </FormDialog>
      )}
      {open === 'erase' && <EraseDialog detail={detail} onErased={setReceipt} onClose={close} />}
      {open === 'code' && (
        <FormDialog title={t('codeOpen')} submit={t('codeSubmit')} onSubmit={async () => {
          const answer = await issuePinCode(person.personId);
          if (answer.ok) setCode(answer.value);
          return failureOf(answer);
        }} onClose={close}>
          <p className={form.subject}><strong>{detail.name}</strong><span>{detail.identifier}</span></p>
          <p className={form.lead}>{t('codeBefore')}</p>
        </FormDialog>
      )}
      {code && <CodeDialog code={code} onClose={() => setCode(null)} />}
    </>
  );
}
