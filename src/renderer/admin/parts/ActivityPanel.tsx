import { ArrowRight, Filter, UserSearch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { activityGroupWords, activityStatusWords } from '../../../shared/activityWords.ts';
import type { ActivityRow } from '../../../shared/contractActivity.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { everyActivity } from '../activityActions.ts';
import { useDesk } from '../desk.ts';
import styles from './ActivityPanel.module.css';
import { actionText, useFactWords } from './activityFacts.ts';
import { Actor, Subject } from './activityPeople.tsx';
import { Panel } from './Panel.tsx';
import panel from './Panel.module.css';
import { Fact } from './PersonPanel.tsx';
import { Tag } from './Tag.tsx';
import { ExactTime } from './When.tsx';

/** One entry of the log in full: who, whom, when, and what was different afterwards. */
export function ActivityPanel({ row, onClose }: { row: ActivityRow; onClose(): void }) {
  const { t } = useTranslation('activity');
  const language = useLanguage();
  const words = useFactWords();
  const { filterActivity } = useDesk((state) => state);
  const facts = words.all(row);
  const setting = words.setting(row);
  const { actorName } = row;
  return (
    <Panel label={t('panel')} closeLabel={t('close')} onClose={onClose}>
      <div className={panel.who}>
        <div>
          <h2>{actionText(row.action, language)}</h2>
          <p className={panel.sub}>{activityGroupWords[row.group][language]}</p>
        </div>
        <p><Tag tone={row.status === 'refused' ? 'refused' : 'calm'}>{activityStatusWords[row.status][language]}</Tag></p>
      </div>
      {setting && (
        <section className={styles.change} aria-label={t('beforeAfter')}>
          <h3>{setting.label}</h3>
          <dl>
            <div><dt>{t('facts.before')}</dt><dd>{setting.before}</dd></div>
            <Icon icon={ArrowRight} />
            <div><dt>{t('facts.after')}</dt><dd>{setting.after}</dd></div>
          </dl>
        </section>
      )}
      <dl className={panel.facts}>
        <Fact name={t('when')}><ExactTime atMs={row.atMs} /></Fact>
        <Fact name={t('columns.actor')}><Actor row={row} /></Fact>
        <Fact name={t('columns.subject')}><Subject row={row} /></Fact>
        {facts.map(({ name, label, value }) => <Fact key={name} name={label}>{value}</Fact>)}
        <Fact name={t('number')}>{row.seq}</Fact>
      </dl>
      <div className={panel.acts}>
        <Button icon={Filter} wide data-action="only-action" onClick={() => filterActivity({ action: row.action, group: null })}>{t('onlyThis')}</Button>
        {actorName !== null && <Button icon={UserSearch} wide data-action="only-actor" onClick={() => filterActivity({ ...everyActivity, search: actorName })}>{t('onlyActor', { name: actorName })}</Button>}
      </div>
    </Panel>
  );
}
