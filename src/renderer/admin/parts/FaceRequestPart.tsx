import { Images, ScanFace } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRow } from '../../../shared/contract.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import { clockTime } from '../when.ts';
import { Notice } from './Notice.tsx';
import part from './PersonParts.module.css';

/** The two ways to a face, and how the kiosk is doing with the one it was asked for; it follows by itself. */
export function FaceRequestPart({ person, hasFace }: { person: PersonRow; hasFace: boolean }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const request = useDesk((state) => (state.faceRequest?.personId === person.personId ? state.faceRequest : null));
  const { requestFace, withdrawFace, followFaceRequest, openPhotos } = useDesk((state) => state);
  useEffect(() => void followFaceRequest(person.personId), [followFaceRequest, person.personId]);
  const state = request?.state ?? 'none';
  const open = state === 'waiting' || state === 'accepted';
  // Once there is a face, only how it came about just now is worth a word.
  if (hasFace && state !== 'done') return null;
  return (
    <section className={part.part} aria-label={t('face.title')} data-request={state}>
      {!hasFace && <div className={part.head}><h3>{t('face.title')}</h3></div>}
      {state !== 'none' && (
        <Notice tone={state === 'done' ? 'info' : state === 'declined' || state === 'expired' ? 'refused' : 'wait'} title={t(`face.state.${state}`)}>
          <p>{t(`face.todo.${state}`, { time: request?.expiresAtMs ? clockTime(request.expiresAtMs, zone) : '–' })}</p>
        </Notice>
      )}
      {request?.failure && <Notice tone="refused"><p>{refusalText(language, request.failure.code, request.failure.data)}</p></Notice>}
      {!hasFace && (
        <div className={part.stack}>
          {open
            ? state === 'waiting' && <Button variant="quiet" wide data-action="withdraw-request" onClick={() => void withdrawFace(person.personId)}>{t('face.withdraw')}</Button>
            : <Button icon={ScanFace} wide data-action="request-face" onClick={() => void requestFace(person.personId)}>{t(state === 'none' ? 'request' : 'face.again')}</Button>}
          {!open && <Button icon={Images} wide data-action="enrol-photos" onClick={() => openPhotos(person)}>{t('photos.open')}</Button>}
        </div>
      )}
    </section>
  );
}
