import { KeyRound, Pencil, Trash2, UserRoundX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRow, StaffMember } from '../../../shared/contract.ts';
import type { ErasureReceipt, PersonDetail } from '../../../shared/contractPeople.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { failureOf } from '../loads.ts';
import type { PinCode } from '../personActions.ts';
import { managesPeople } from '../sessionActions.ts';
import { ContactsPart } from './ContactsPart.tsx';
import { FaceRequestPart } from './FaceRequestPart.tsx';
import form from './FormDialog.module.css';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import panel from './Panel.module.css';
import { PersonConsent } from './PersonConsent.tsx';
import { CodeDialog, EditDialog, EraseDialog, ReceiptDialog } from './PersonDialogs.tsx';
import part from './PersonParts.module.css';
import { ExactTime } from './When.tsx';

type Open = 'edit' | 'rest' | 'erase' | 'code';

/** Everything kept of somebody beyond the row of the list, and what staff may do with them. */
export function PersonTools({ person, me }: { person: PersonRow; me: StaffMember }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const { readPerson, loadPeople, selectPerson } = useDesk((state) => state);
  const [detail, setDetail] = useState<PersonDetail | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [receipt, setReceipt] = useState<ErasureReceipt | null>(null);

  // Read again with every change of the row: an edit is made on what stands now.
  useEffect(() => {
    let wanted = true;
    void readPerson(person.personId).then((answer) => {
      if (!wanted) return;
      setFailure(failureOf(answer));
      if (answer.ok) setDetail(answer.value);
    });
    return () => { wanted = false; };
  }, [readPerson, person]);

  if (receipt) return <ReceiptDialog receipt={receipt} onClose={() => { setReceipt(null); selectPerson(null); void loadPeople(); }} />;
  if (!detail) return failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>;
  const manages = managesPeople(me);
  return (
    <>
      <PersonFacts detail={detail} />
      <PersonConsent person={person} detail={detail} manages={manages} />
      {manages && detail.active && <FaceRequestPart person={person} hasFace={detail.face !== null} />}
      {manages && <ContactsPart personId={person.personId} />}
      <div className={part.part}>
        <div className={part.stack}>
          {detail.active && <Button icon={KeyRound} wide data-action="pin-code" onClick={() => setOpen('code')}>{t('codeOpen')}</Button>}
          {manages && <Button icon={Pencil} wide data-action="edit-person" onClick={() => setOpen('edit')}>{t('edit')}</Button>}
          {manages && <Button variant="quiet" icon={UserRoundX} wide data-action="rest-person" onClick={() => setOpen('rest')}>{t(detail.active ? 'rest' : 'wake')}</Button>}
          {manages && <Button variant="quiet" icon={Trash2} wide data-action="erase-person" onClick={() => setOpen('erase')}>{t('erase')}</Button>}
        </div>
      </div>
      <PersonDialog open={open} detail={detail} onErased={setReceipt} onClose={() => setOpen(null)} />
    </>
  );
}

function PersonFacts({ detail }: { detail: PersonDetail }) {
  const { t } = useTranslation('people');
  const facts = [
    { name: t('guardian'), value: detail.guardianName }, { name: t('note'), value: detail.note },
    { name: t('courses'), value: detail.courses.map(({ name }) => name).join(', ') || null },
    { name: t('lastSeen'), value: detail.lastSeenAtMs === null ? t('never') : <ExactTime atMs={detail.lastSeenAtMs} /> },
    { name: t('edited'), value: detail.editedAtMs && <><ExactTime atMs={detail.editedAtMs} />{detail.editedBy && ` · ${detail.editedBy}`}</> },
  ];
  return <dl className={panel.facts}>{facts.map(({ name, value }) => value && <div key={name} className={panel.fact}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

function PersonDialog({ open, detail, onErased, onClose }: { open: Open | null; detail: PersonDetail; onErased(receipt: ErasureReceipt): void; onClose(): void }) {
  const { t } = useTranslation('people');
  const { restPerson, issuePinCode } = useDesk((state) => state);
  const [code, setCode] = useState<PinCode | null>(null);
  const { personId, active } = detail;
  const subject = <p className={form.subject}><strong>{detail.name}</strong><span>{detail.identifier}</span></p>;

  async function issue(): Promise<Failure | null> {
    const answer = await issuePinCode(personId);
    if (answer.ok) setCode(answer.value);
    return failureOf(answer);
  }

  return (
    <>
      {open === 'edit' && <EditDialog detail={detail} onClose={onClose} />}
      {open === 'rest' && (
        <FormDialog title={t(active ? 'restTitle' : 'wakeTitle')} submit={t(active ? 'rest' : 'wake')} onSubmit={async () => failureOf(await restPerson(personId, !active))} onClose={onClose}>
          {subject}
          <p className={form.lead}>{t(active ? 'restWhat' : 'wakeWhat')}</p>
        </FormDialog>
      )}
      {open === 'erase' && <EraseDialog detail={detail} onErased={onErased} onClose={onClose} />}
      {open === 'code' && (
        <FormDialog title={t('codeOpen')} submit={t('codeSubmit')} onSubmit={issue} onClose={onClose}>
          {subject}
          <p className={form.lead}>{t('codeBefore')}</p>
        </FormDialog>
      )}
      {code && <CodeDialog code={code} onClose={() => setCode(null)} />}
    </>
  );
}
