import { CircleAlert, CircleCheck, ImagePlus, ImageOff, Printer, X } from 'lucide-react';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { consentTextVersion } from '../../../shared/consent.ts';
import type { PersonRow } from '../../../shared/contract.ts';
import { photoRules } from '../../../shared/people.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { PhotoFlow, PhotoShown } from '../photoActions.ts';
import form from './FormDialog.module.css';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import styles from './Photos.module.css';
import { Tag } from './Tag.tsx';
import { Tick } from './Tick.tsx';

/** A face from photos: the consent on paper first, then photos with what is said of each, then the templates. */
export function PhotosDialog() {
  const flow = useDesk((state) => state.photos);
  switch (flow.at) {
    case 'closed': return null;
    case 'consent': return <ConsentStep flow={flow} />;
    case 'photos': return <PhotosStep flow={flow} />;
    case 'done': return <DoneStep flow={flow} />;
  }
}

const sentences = ['lead', 'what', 'where', 'why', 'right', 'pin'] as const;

function ConsentStep({ flow }: { flow: Extract<PhotoFlow, { at: 'consent' }> }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const { agreeToPhotos, closePhotos } = useDesk((state) => state);
  const [signed, setSigned] = useState(false);
  const [minor, setMinor] = useState(false);
  const [guardianName, setGuardianName] = useState('');
  const ready = signed && (!minor || guardianName.trim() !== '');
  return (
    <FormDialog
      title={t('photos.consentTitle')} submit={t('photos.consentSubmit')} ready={ready} onClose={() => closePhotos('consent')}
      aside={<Button variant="quiet" icon={Printer} data-action="print-consent" onClick={() => window.print()}>{t('photos.printConsent')}</Button>}
      onSubmit={() => agreeToPhotos({ language, minor, guardianName: guardianName.trim() })}
    >
      {(tried) => (
        <>
          <ConsentPaper person={flow.person} />
          <label className={form.check}>
            <input type="checkbox" name="signed" data-focus-first checked={signed} aria-invalid={tried && !signed ? true : undefined} onChange={(event) => setSigned(event.target.checked)} />
            <span>{t('photos.signed')}<small>{t(tried && !signed ? 'photos.signedMissing' : 'photos.signedHint')}</small></span>
          </label>
          <label className={form.check}><input type="checkbox" name="minor" checked={minor} onChange={(event) => setMinor(event.target.checked)} /><span>{t('photos.minor')}</span></label>
          {minor && <TextField label={t('photos.guardianName')} name="guardianName" maxLength={80} autoComplete="off" error={tried && guardianName.trim() === '' ? t('photos.guardianMissing') : null} value={guardianName} onChange={(event) => setGuardianName(event.target.value)} />}
        </>
      )}
    </FormDialog>
  );
}

/** The words somebody agrees to, the same as at the kiosk; printed with lines to sign on. */
function ConsentPaper({ person }: { person: PersonRow }) {
  const { t } = useTranslation(['kiosk', 'people']);
  return (
    <div className={styles.paper} data-print tabIndex={0} role="group" aria-label={t('consent.title')}>
      <p><strong>{person.name}</strong> · {person.identifier}</p>
      {sentences.map((one) => <p key={one}>{t(`consent.${one}`)}</p>)}
      <p className={styles.soft}>{t('consent.version', { version: consentTextVersion })}</p>
      <p className={styles.sign}>{t('photos.signature', { ns: 'people' })}</p>
    </div>
  );
}

function PhotosStep({ flow }: { flow: Extract<PhotoFlow, { at: 'photos' }> }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const { finishPhotos, closePhotos } = useDesk((state) => state);
  const good = flow.photos.filter(({ verdict }) => verdict === 'ok').length;
  const looking = flow.photos.some(({ verdict }) => verdict === null);
  return (
    <Dialog title={t('photos.title', { name: flow.person.name })} onClose={() => closePhotos('photos')}>
      <div className={form.form}>
        <p className={form.lead}>{t('photos.lead')}</p>
        <DropZone full={flow.photos.length >= photoRules.most} disabled={flow.sending} />
        <ul className={styles.photos}>{flow.photos.map((photo) => <Photo key={photo.photoId} photo={photo} disabled={flow.sending} />)}</ul>
        <p role="status" data-good={good}>{t(looking ? 'photos.looking' : good < photoRules.fewest ? 'photos.fewGood' : 'photos.enough', { count: good, fewest: photoRules.fewest })}</p>
        {flow.failure && <Notice tone="refused"><p>{refusalText(language, flow.failure.code, flow.failure.data)}</p></Notice>}
        <div className={form.buttons}>
          <Button variant="quiet" data-action="cancel" disabled={flow.sending} onClick={() => closePhotos('photos')}>{t('photos.cancel')}</Button>
          <Button variant="primary" data-action="finish-photos" disabled={!flow.ready || looking} busy={flow.sending} onClick={() => void finishPhotos()}>{t('photos.finish')}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function DropZone({ full, disabled }: { full: boolean; disabled: boolean }) {
  const { t } = useTranslation('people');
  const addPhotos = useDesk((state) => state.addPhotos);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [tooMany, setTooMany] = useState(false);
  const count = useDesk((state) => (state.photos.at === 'photos' ? state.photos.photos.length : 0));
  function take(files: FileList | null): void {
    const chosen = [...(files ?? [])].map((file) => ({ name: file.name, file }));
    setTooMany(count + chosen.length > photoRules.most);
    if (chosen.length > 0) void addPhotos(chosen);
  }
  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    if (!disabled) take(event.dataTransfer.files);
  }
  return (
    <>
      <div className={classNames(styles.drop, over && styles.over)} data-drop onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <Button icon={ImagePlus} data-focus-first data-action="choose-photos" disabled={full || disabled} onClick={() => input.current?.click()}>{t('photos.choose')}</Button>
        <span className={styles.soft}>{t('photos.limits', { most: photoRules.most })}</span>
        <input
          ref={input} type="file" multiple accept="image/jpeg,image/png,image/webp" className="visually-hidden" aria-label={t('photos.choose')} tabIndex={-1}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      {tooMany && <Notice tone="wait"><p>{t('photos.tooMany', { most: photoRules.most })}</p></Notice>}
    </>
  );
}

/** Drawn only once main has looked at it: what it could not read, or has too many pixels, is not decoded here either. */
const drawable = (verdict: PhotoShown['verdict']): boolean => verdict !== null && !['unreadable', 'tooManyPixels', 'tooLarge', 'notSent'].includes(verdict);

function Photo({ photo, disabled }: { photo: PhotoShown; disabled: boolean }) {
  const { t } = useTranslation('people');
  const removePhoto = useDesk((state) => state.removePhoto);
  const ok = photo.verdict === 'ok';
  return (
    <li className={styles.photo} data-verdict={photo.verdict ?? 'looking'}>
      {drawable(photo.verdict) ? <Thumbnail file={photo.file} /> : <span className={styles.blank}><Icon icon={ImageOff} size="1.5em" /></span>}
      <span className={styles.said}>
        <strong title={photo.fileName}>{photo.fileName}</strong>
        {photo.verdict === null ? <Tag tone="wait">{t('photos.verdict.looking')}</Tag> : <span className={ok ? styles.good : styles.bad}><Icon icon={ok ? CircleCheck : CircleAlert} /> {t(`photos.verdict.${photo.verdict}`)}</span>}
      </span>
      <Button variant="quiet" icon={X} data-action="remove-photo" disabled={disabled} aria-label={t('photos.remove', { name: photo.fileName })} onClick={() => void removePhoto(photo.photoId)} />
    </li>
  );
}

function Thumbnail({ file }: { file: Blob }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(file);
    if (image.current) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [file]);
  return <img ref={image} alt="" />;
}

function DoneStep({ flow }: { flow: Extract<PhotoFlow, { at: 'done' }> }) {
  const { t } = useTranslation('people');
  const closePhotos = useDesk((state) => state.closePhotos);
  return (
    <Dialog title={t('photos.doneTitle')} onClose={() => closePhotos('done')}>
      <div className={form.form} data-photos-done>
        <Tick />
        <p>{t('photos.done', { name: flow.person.name, count: flow.templates })}</p>
        <p className={form.lead}>{t('photos.doneForgotten')}</p>
        <div className={form.buttons}><Button variant="primary" data-focus-first data-action="photos-close" onClick={() => closePhotos('done')}>{t('close')}</Button></div>
      </div>
    </Dialog>
  );
}
