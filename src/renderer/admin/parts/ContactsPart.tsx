import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import { contactAddresses } from '../../../shared/contractNotifications.ts';
import { contactKinds, type ContactKind } from '../../../shared/notifications.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { failureOf } from '../loads.ts';
import form from './FormDialog.module.css';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import part from './PersonParts.module.css';
import { ExactTime } from './When.tsx';

type ContactRow = Output<'notifications.contacts'>['rows'][number];
type Open = { what: 'add' } | { what: 'edit' | 'remove'; row: ContactRow };

/** Where the guardian is told when somebody arrives or is missing: one address of a kind, each agreed to. */
export function ContactsPart({ personId }: { personId: string }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const { readContacts, removeContact } = useDesk((state) => state);
  const [rows, setRows] = useState<readonly ContactRow[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [reading, setReading] = useState(0);
  useEffect(() => {
    let wanted = true;
    void readContacts(personId).then((answer) => {
      if (!wanted) return;
      setFailure(failureOf(answer));
      if (answer.ok) setRows(answer.value.rows);
    });
    return () => { wanted = false; };
  }, [readContacts, personId, reading]);
  const free = contactKinds.filter((kind) => !rows?.some((row) => row.kind === kind));
  const close = () => {
    setOpen(null);
    setReading(reading + 1);
  };
  return (
    <section className={part.part} aria-label={t('contacts.title')} data-contacts>
      <div className={part.head}>
        <h3>{t('contacts.title')}</h3>
        {rows && free.length > 0 && <Button variant="quiet" icon={Plus} data-action="add-contact" onClick={() => setOpen({ what: 'add' })}>{t('contacts.add')}</Button>}
      </div>
      {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
      {rows?.length === 0 && <p className={part.soft}>{t('contacts.none')}</p>}
      <ul className={part.lines}>
        {rows?.map((row) => (
          <li key={row.kind} className={part.row} data-contact={row.kind}>
            <span><strong>{row.address}</strong><span className={part.soft}>{t(`contacts.kind.${row.kind}`)} · {t('contacts.since')} <ExactTime atMs={row.agreedAtMs} /></span></span>
            <span className={part.acts}>
              <Button variant="quiet" icon={Pencil} data-action="edit-contact" aria-label={t('contacts.edit', { kind: t(`contacts.kind.${row.kind}`) })} onClick={() => setOpen({ what: 'edit', row })} />
              <Button variant="quiet" icon={Trash2} data-action="remove-contact" aria-label={t('contacts.remove', { kind: t(`contacts.kind.${row.kind}`) })} onClick={() => setOpen({ what: 'remove', row })} />
            </span>
          </li>
        ))}
      </ul>
      {open?.what === 'add' && <ContactDialog personId={personId} row={null} kinds={free} onClose={close} />}
      {open?.what === 'edit' && <ContactDialog personId={personId} row={open.row} kinds={[open.row.kind]} onClose={close} />}
      {open?.what === 'remove' && (
        <FormDialog title={t('contacts.removeTitle')} submit={t('contacts.removeSubmit')} danger onSubmit={async () => failureOf(await removeContact({ personId, kind: open.row.kind }))} onClose={close}>
          <p className={form.subject}><strong>{open.row.address}</strong><span>{t(`contacts.kind.${open.row.kind}`)}</span></p>
          <p className={form.lead}>{t('contacts.removeWhat')}</p>
        </FormDialog>
      )}
    </section>
  );
}

function ContactDialog({ personId, row, kinds, onClose }: { personId: string; row: ContactRow | null; kinds: readonly ContactKind[]; onClose(): void }) {
  const { t } = useTranslation('people');
  const saveContact = useDesk((state) => state.saveContact);
  const [kind, setKind] = useState<ContactKind>(kinds[0] ?? 'whatsapp');
  const [address, setAddress] = useState(row?.address ?? '');
  const [seen, setSeen] = useState(row?.address ?? null);
  const [theirs, setTheirs] = useState<string | null>(null);
  const [agreed, setAgreed] = useState(false);
  const read = contactAddresses[kind].safeParse(address.trim());

  async function save(): Promise<Failure | null> {
    const answer = await saveContact({ personId, contact: { kind, address: address.trim() }, seen, agreed: true });
    if (!answer.ok && answer.code === 'EDIT_CONFLICT') {
      const standing = String(answer.data['address'] ?? '');
      setTheirs(standing);
      // What stands was seen now: saving again is a choice.
      setSeen(standing === '' ? null : standing);
    }
    return failureOf(answer);
  }

  return (
    <FormDialog title={t(row ? 'contacts.editTitle' : 'contacts.addTitle')} submit={t('save')} ready={read.success && agreed} onSubmit={save} onClose={onClose}>
      {(tried) => (
        <>
          {theirs !== null && <Notice tone="wait"><p data-theirs>{theirs === '' ? t('contacts.conflictGone') : t('contacts.conflict', { address: theirs })}</p></Notice>}
          <Select label={t('contacts.how')} name="contactKind" value={kind} disabled={kinds.length < 2} onChange={(next) => setKind(kinds.find((one) => one === next) ?? kind)} options={kinds.map((one) => ({ value: one, label: t(`contacts.kind.${one}`) }))} />
          <TextField
            label={t(`contacts.address.${kind}`)} name="address" data-focus-first autoComplete="off" spellCheck={false} maxLength={254} inputMode={kind === 'email' ? 'email' : 'tel'}
            hint={t(`contacts.hint.${kind}`)} error={tried && !read.success ? t(`contacts.bad.${kind}`) : null} value={address} onChange={(event) => setAddress(event.target.value)}
          />
          <label className={form.check}>
            <input type="checkbox" name="agreed" checked={agreed} aria-invalid={tried && !agreed ? true : undefined} onChange={(event) => setAgreed(event.target.checked)} />
            <span>{t('contacts.agreed')}<small>{t(tried && !agreed ? 'contacts.agreedMissing' : 'contacts.agreedHint')}</small></span>
          </label>
        </>
      )}
    </FormDialog>
  );
}
