import { FileCheck, FileX, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PersonRow } from '../../../shared/contract.ts';
import type { PersonDetail } from '../../../shared/contractPeople.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import part from './PersonParts.module.css';
import { Tag } from './Tag.tsx';
import { ExactTime } from './When.tsx';

/** Whether somebody agreed to what is done with their face, since when and to which words; and the way to take it back. */
export function PersonConsent({ person, detail, manages }: { person: PersonRow; detail: PersonDetail; manages: boolean }) {
  const { t } = useTranslation(['people', 'admin']);
  const askEraseFace = useDesk((state) => state.askEraseFace);
  const agrees = detail.consents.some(({ withdrawnAtMs }) => withdrawnAtMs === null);
  const state = agrees ? 'given' : detail.consents.length > 0 ? 'withdrawn' : 'none';
  return (
    <section className={part.part} aria-label={t('consent.title')} data-consent={state}>
      <div className={part.head}>
        <h3>{t('consent.title')}</h3>
        <Tag tone={agrees ? 'done' : 'calm'} icon={agrees ? FileCheck : FileX}>{t(`consent.state.${state}`)}</Tag>
      </div>
      {detail.consents.length === 0 && <p className={part.soft}>{t('consent.none')}</p>}
      <ul className={part.lines}>
        {detail.consents.map((consent) => (
          <li key={consent.atMs}>
            <span>{t('consent.given')} <ExactTime atMs={consent.atMs} /></span>
            {consent.withdrawnAtMs !== null && <strong>{t('consent.withdrawn')} <ExactTime atMs={consent.withdrawnAtMs} /></strong>}
            <span className={part.soft}>{t('consent.text', { version: consent.textVersion })}{consent.guardianName && ` · ${t('guardian')}: ${consent.guardianName}`}</span>
          </li>
        ))}
      </ul>
      {person.hasFace && manages && <Button variant="quiet" icon={Trash2} wide data-action="erase-face" onClick={() => askEraseFace(person)}>{t('consent.withdraw')}</Button>}
    </section>
  );
}
