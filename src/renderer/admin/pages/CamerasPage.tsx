import { Plus, Video } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraRow } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { useDesk } from '../desk.ts';
import { Blank } from '../parts/Blank.tsx';
import { CameraDialog } from '../parts/CameraDialog.tsx';
import { CameraPanel } from '../parts/CameraPanel.tsx';
import { CameraStateTag, LastFrame, Signal } from '../parts/CameraState.tsx';
import { ExportButton } from '../parts/ExportButton.tsx';
import { FormDialog } from '../parts/FormDialog.tsx';
import form from '../parts/FormDialog.module.css';
import { LoadState } from '../parts/LoadState.tsx';
import page from '../parts/Page.module.css';
import styles from './CamerasPage.module.css';

/** Health changes without an event; milliseconds. */
const readEveryMs = 2_000;
const cameraIdOf = (row: CameraRow): string => row.cameraId;
/** All of them came at once. */
const noMore = (): void => {};
type Asking = { what: 'add' } | { what: 'edit' | 'remove'; camera: CameraRow } | null;

/** A clock that moves once a second, while this page is drawn. */
function useSecondMs(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

/** The cameras in the rooms, and how each is doing. */
export function CamerasPage() {
  const { t } = useTranslation('admin');
  const { list, selectedId } = useDesk((state) => state.cameras);
  const { loadCameras, loadPlaces, selectCamera } = useDesk((state) => state);
  const [asking, setAsking] = useState<Asking>(null);
  const nowMs = useSecondMs();
  const table = useRef<DataTableHandle>(null);
  useEffect(() => {
    void loadPlaces();
    const timer = setInterval(() => {
      if (!document.hidden) void loadCameras();
    }, readEveryMs);
    return () => clearInterval(timer);
  }, [loadCameras, loadPlaces]);
  const selected = list.value?.find((camera) => camera.cameraId === selectedId);
  const close = useCallback(() => {
    selectCamera(null);
    table.current?.focus();
  }, [selectCamera]);
  const stop = () => setAsking(null);
  const add = <Button variant="primary" icon={Plus} data-action="add-camera" onClick={() => setAsking({ what: 'add' })}>{t('cameras.add')}</Button>;
  return (
    <div className={classNames(page.page, selected && styles.withPanel)}>
      <div className={page.list}>
        <div className={page.top}>
          <header className={page.head}>
            <div className={page.title}>
              <h1>{t('cameras.title')}</h1>
              {list.value && <p className={page.count}>{t('cameras.count', { count: list.value.length })}</p>}
            </div>
            {list.value && list.value.length > 0 && <div className={page.tools}><ExportButton list="cameras" filters={() => ({})} />{add}</div>}
          </header>
          <p className={page.soft}>{t('cameras.lead')}</p>
        </div>
        <LoadState loaded={list} onAgain={() => void loadCameras()}>
          {(rows) => (rows.length === 0
            ? <Empty add={add} />
            : <Rows rows={rows} nowMs={nowMs} openId={selectedId} ref={table} onOpen={(camera) => selectCamera(camera.cameraId)} />)}
        </LoadState>
      </div>
      {selected && <CameraPanel camera={selected} nowMs={nowMs} onEdit={() => setAsking({ what: 'edit', camera: selected })} onRemove={() => setAsking({ what: 'remove', camera: selected })} onClose={close} />}
      {asking?.what === 'add' && <CameraDialog camera={null} onClose={stop} />}
      {asking?.what === 'edit' && <CameraDialog camera={asking.camera} onClose={stop} />}
      {asking?.what === 'remove' && <RemoveCamera camera={asking.camera} onClose={stop} />}
    </div>
  );
}

function Rows({ rows, nowMs, openId, onOpen, ref }: { rows: readonly CameraRow[]; nowMs: number; openId: string | null; onOpen(row: CameraRow): void; ref: Ref<DataTableHandle> }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const columns = useMemo((): DataColumn<CameraRow>[] => [
    { id: 'name', header: t('cameras.columns.name'), cell: ({ row }) => <span className={page.name} title={row.original.name}>{row.original.name}</span> },
    { id: 'room', header: t('cameras.columns.room'), meta: { width: '10rem' }, cell: ({ row }) => <span title={row.original.roomName}>{row.original.roomName}</span> },
    { id: 'state', header: t('cameras.columns.state'), meta: { width: '9.5rem' }, cell: ({ row }) => <span title={row.original.health.trouble ? t(`cameras.trouble.${row.original.health.trouble}`) : undefined}><CameraStateTag camera={row.original} /></span> },
    { id: 'last', header: t('cameras.columns.last'), meta: { width: '10rem', room: 'medium' }, cell: ({ row }) => <LastFrame atMs={row.original.health.lastFrameAtMs} nowMs={nowMs} /> },
    { id: 'signal', header: t('cameras.columns.signal'), meta: { width: '10rem', room: 'wide' }, cell: ({ row }) => <Signal dbm={row.original.health.rssiDbm} /> },
    { id: 'fps', header: t('cameras.columns.fps'), meta: { width: '8rem', align: 'end', room: 'medium' }, cell: ({ row }) => row.original.health.fps.toLocaleString(language === 'id' ? 'id-ID' : 'en-GB', { minimumFractionDigits: 1 }) },
  ], [t, language, nowMs]);
  return <DataTable<CameraRow> ref={ref} label={t('cameras.title')} columns={columns} rows={rows} idOf={cameraIdOf} total={rows.length} openId={openId} onOpen={onOpen} onNearEnd={noMore} />;
}

function Empty({ add }: { add: ReactNode }) {
  const { t } = useTranslation('admin');
  return (
    <Blank icon={Video} title={t('cameras.emptyTitle')}>
      <p>{t('cameras.empty')}</p>
      {add}
      <p className={styles.try}>{t('cameras.emptyTry')} <code>npm run fake-esp32 -- --clip FILE</code></p>
    </Blank>
  );
}

function RemoveCamera({ camera, onClose }: { camera: CameraRow; onClose(): void }) {
  const { t } = useTranslation('admin');
  const removeCamera = useDesk((state) => state.removeCamera);
  return (
    <FormDialog title={t('cameras.removeTitle')} submit={t('cameras.remove')} danger onSubmit={() => removeCamera(camera.cameraId)} onClose={onClose}>
      <p className={form.subject}><strong>{camera.name}</strong><span>{camera.roomName}</span></p>
      <p className={form.lead}>{t('cameras.removeWhat')}</p>
    </FormDialog>
  );
}
