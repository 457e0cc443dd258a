import { VideoOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraRow } from '../../../shared/contractAttendance.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { CameraLook } from '../cameraActions.ts';
import { useDesk } from '../desk.ts';
import styles from './CameraPreview.module.css';

/** What the camera sees just now, with whom. Asked for only while it is in sight; nothing of it is kept. */
export function CameraPreview({ camera }: { camera: CameraRow }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const preview = useDesk((state) => state.cameras.preview);
  const watchCamera = useDesk((state) => state.watchCamera);
  const { cameraId, enabled } = camera;
  useEffect(() => {
    const follow = () => watchCamera(enabled && !document.hidden ? cameraId : null);
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      watchCamera(null);
    };
  }, [cameraId, enabled, watchCamera]);
  const mine = preview?.cameraId === cameraId ? preview : null;
  const look = mine?.look;
  return (
    <figure className={styles.preview} data-preview>
      {look?.picture
        ? <Picture look={look} picture={look.picture} name={camera.name} />
        : (
          <div className={styles.none}>
            <Icon icon={VideoOff} size="2rem" />
            <p>{mine?.failure ? refusalText(language, mine.failure.code, mine.failure.data) : t(enabled ? 'cameras.noPicture' : 'cameras.previewOff')}</p>
          </div>
        )}
      <figcaption>{look?.picture ? (look.faces.length === 0 ? t('cameras.noFaces') : t('cameras.faces', { count: look.faces.length })) : t('cameras.preview')} · {t('cameras.previewPrivacy')}</figcaption>
    </figure>
  );
}

/** At the side of the picture a name grows towards the middle. */
function edgeOf({ x, width }: CameraLook['faces'][number]['box']): 'start' | 'middle' | 'end' {
  const middle = x + width / 2;
  return middle < 0.25 ? 'start' : middle > 0.75 ? 'end' : 'middle';
}

function Picture({ look, picture, name }: { look: CameraLook; picture: NonNullable<CameraLook['picture']>; name: string }) {
  const { t } = useTranslation('admin');
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    // The bytes own their buffer; the copy is what the types ask for.
    const made = URL.createObjectURL(new Blob([new Uint8Array(picture.jpeg)], { type: 'image/jpeg' }));
    // Straight to the picture: it keeps the one before until this one is there.
    if (image.current) image.current.src = made;
    return () => URL.revokeObjectURL(made);
  }, [picture.jpeg]);
  return (
    <div className={styles.picture} style={{ aspectRatio: `${picture.width} / ${picture.height}` }}>
      <img ref={image} alt={t('cameras.previewOf', { name })} />
      {look.faces.map((face) => (
        <div key={face.trackId} className={styles.face} data-known={face.name !== null} data-edge={edgeOf(face.box)} style={{ left: `${face.box.x * 100}%`, top: `${face.box.y * 100}%`, width: `${face.box.width * 100}%`, height: `${face.box.height * 100}%` }}>
          <span><b>{face.name ?? t('cameras.unknownFace')}</b>{face.outcome !== null && face.outcome !== 'unknown' && <small>{t(`cameras.outcome.${face.outcome}`)}</small>}</span>
        </div>
      ))}
    </div>
  );
}
