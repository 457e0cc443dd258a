import { Bookmark, BookmarkPlus, PencilLine, Save, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { viewChanged, type ViewedList } from '../viewActions.ts';
import filters from './Filters.module.css';
import { FormDialog } from './FormDialog.tsx';
import styles from './SavedViews.module.css';

/** One's own views of a list: put one on, keep the filters shown now, rename or remove. */
export function SavedViews({ list }: { list: ViewedList }) {
  const { t } = useTranslation('activity');
  const language = useLanguage();
  const { rows, appliedId } = useDesk((state) => state.shelves[list]);
  const changed = useDesk((state) => viewChanged(state, list));
  const { loadViews, applyView, saveView } = useDesk((state) => state);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => void loadViews(list), [loadViews, list]);
  const applied = rows?.find(({ viewId }) => viewId === appliedId) ?? null;

  async function update(): Promise<void> {
    if (applied) setFailure(await saveView(list, applied));
  }

  return (
    <div className={styles.views} data-views={list}>
      {rows && rows.length > 0 && (
        <span className={styles.choice}>
          <Icon icon={Bookmark} />
          <select className={filters.select} name="view" aria-label={t('views.label')} value={appliedId ?? ''} onChange={(event) => applyView(list, event.target.value || null)}>
            <option value="">{t('views.none')}</option>
            {rows.map((view) => <option key={view.viewId} value={view.viewId}>{view.isDefault ? t('views.defaultMark', { name: view.name }) : view.name}</option>)}
          </select>
        </span>
      )}
      {applied && changed && <Button icon={Save} data-action="update-view" onClick={() => void update()}>{t('views.update')}</Button>}
      {applied && !changed && <Button variant="quiet" icon={PencilLine} data-action="edit-view" onClick={() => setAsking(true)}>{t('views.edit')}</Button>}
      {(!applied || changed) && <Button variant="quiet" icon={BookmarkPlus} data-action="save-view" onClick={() => setAsking(true)}>{t('views.save')}</Button>}
      {failure && <span role="alert" className={styles.failed}>{refusalText(language, failure.code, failure.data)}</span>}
      {asking && <ViewDialog list={list} view={changed ? null : applied} onClose={() => setAsking(false)} />}
    </div>
  );
}

/** `view` null: a new one. */
function ViewDialog({ list, view, onClose }: { list: ViewedList; view: { viewId: string; name: string; isDefault: boolean } | null; onClose(): void }) {
  const { t } = useTranslation('activity');
  const language = useLanguage();
  const { saveView, removeView } = useDesk((state) => state);
  const [name, setName] = useState(view?.name ?? '');
  const [isDefault, setDefault] = useState(view?.isDefault ?? false);
  const [removing, setRemoving] = useState<'no' | 'now' | Failure>('no');

  async function remove(): Promise<void> {
    if (!view) return;
    setRemoving('now');
    const failure = await removeView(list, view.viewId);
    if (failure) setRemoving(failure);
    else onClose();
  }

  return (
    <FormDialog
      title={t(view ? 'views.editTitle' : 'views.newTitle')}
      submit={t('views.submit')}
      ready={name.trim() !== ''}
      onSubmit={() => saveView(list, { viewId: view?.viewId ?? null, name: name.trim(), isDefault })}
      onClose={onClose}
      aside={view && <Button variant="quiet" icon={Trash2} data-action="remove-view" busy={removing === 'now'} onClick={() => void remove()}>{t('views.remove')}</Button>}
    >
      {(tried) => (
        <>
          <p className={styles.lead}>{t(view ? 'views.editLead' : 'views.lead')}</p>
          <TextField label={t('views.name')} hint={t('views.nameHint')} name="viewName" value={name} maxLength={80} autoComplete="off" data-focus-first error={tried && name.trim() === '' ? t('views.nameMissing') : null} onChange={(event) => setName(event.target.value)} />
          <label className={filters.check}><input type="checkbox" name="isDefault" checked={isDefault} onChange={(event) => setDefault(event.target.checked)} />{t('views.isDefault')}</label>
          {typeof removing === 'object' && <p role="alert" className={styles.failed}>{refusalText(language, removing.code, removing.data)}</p>}
        </>
      )}
    </FormDialog>
  );
}
