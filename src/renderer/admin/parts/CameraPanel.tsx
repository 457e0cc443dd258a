import { Pencil, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CameraRow } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { CameraPreview } from './CameraPreview.tsx';
import { CameraStateTag, LastFrame, Signal } from './CameraState.tsx';
import styles from './CameraPanel.module.css';
import { Notice } from './Notice.tsx';
import { Panel } from './Panel.tsx';
import panel from './Panel.module.css';
import { Fact } from './PersonPanel.tsx';

/** One camera: its picture, how it is doing, and what to do about it. */
export function CameraPanel({ camera, nowMs, onEdit, onRemove, onClose }: { camera: CameraRow; nowMs: number; onEdit(): void; onRemove(): void; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const { health } = camera;
  const number = (value: number) => value.toLocaleString(language === 'id' ? 'id-ID' : 'en-GB');
  const retryS = health.retryAtMs === null ? null : Math.ceil((health.retryAtMs - nowMs) / 1000);
  return (
    <Panel label={t('cameras.panel', { name: camera.name })} closeLabel={t('cameras.close')} onClose={onClose}>
      <div className={panel.who}>
        <div>
          <h2>{camera.name}</h2>
          <p className={panel.sub}>{camera.roomName}</p>
        </div>
        <p><CameraStateTag camera={camera} /></p>
      </div>
      {health.trouble !== null && (
        <Notice tone="wait">
          <p>{t(`cameras.trouble.${health.trouble}`)}</p>
          {retryS !== null && <p>{retryS > 0 ? t('cameras.retryIn', { seconds: retryS }) : t('cameras.retryNow')}</p>}
        </Notice>
      )}
      <CameraPreview key={camera.cameraId} camera={camera} />
      <div className={styles.acts}>
        <Button icon={Pencil} wide data-action="edit-camera" onClick={onEdit}>{t('cameras.edit')}</Button>
        <Button variant="quiet" icon={Trash2} wide data-action="remove-camera" onClick={onRemove}>{t('cameras.remove')}</Button>
      </div>
      <dl className={panel.facts}>
        <Fact name={t('cameras.facts.fps')}>{number(health.fps)}</Fact>
        <Fact name={t('cameras.facts.last')}><LastFrame atMs={health.lastFrameAtMs} nowMs={nowMs} /></Fact>
        <Fact name={t('cameras.facts.size')}>{health.width === null || health.height === null ? t('form.none') : `${health.width} × ${health.height}`}</Fact>
        <Fact name={t('cameras.facts.latency')}>{health.latencyMs === null ? t('form.none') : `${number(Math.round(health.latencyMs))} ms`}</Fact>
        <Fact name={t('cameras.facts.signal')}><Signal dbm={health.rssiDbm} /></Fact>
        <Fact name={t('cameras.facts.signed')}>{t(camera.hasSecret ? 'cameras.signedYes' : 'cameras.signedNo')}</Fact>
        <Fact name={t('cameras.facts.frames')}>{number(health.frames)}</Fact>
        <Fact name={t('cameras.facts.refused')}>{number(health.refused)}</Fact>
        <Fact name={t('cameras.facts.skipped')}>{number(health.skipped)}</Fact>
        <Fact name={t('cameras.facts.gaps')}>{number(health.gaps)}</Fact>
        <Fact name={t('cameras.facts.reconnects')}>{number(health.reconnects)}</Fact>
        <Fact name={t('cameras.facts.address')}>{camera.url}</Fact>
      </dl>
      <p className={panel.sub}>{t('cameras.sinceStart')}</p>
    </Panel>
  );
}
