import { ChartColumn, CalendarClock, History, PencilLine, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkRow } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import { clockTime, dayText } from '../when.ts';
import { OverrideDialog, VoidDialog } from './MarkDialogs.tsx';
import { Notice } from './Notice.tsx';
import { Panel } from './Panel.tsx';
import panel from './Panel.module.css';
import { Fact } from './PersonPanel.tsx';
import { StatusTag } from './StatusTag.tsx';
import { Tag } from './Tag.tsx';
import { ExactTime } from './When.tsx';

/** The story of one mark: who made it, why, and who took it back. */
export function MarkPanel({ mark, onClose }: { mark: MarkRow; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const { goTo, openBoard, openPersonStats, showMarksOf, showStatsTab } = useDesk((state) => state);
  const [asking, setAsking] = useState<'override' | 'void' | null>(null);
  const person = { personId: mark.personId, name: mark.personName };
  const session = `${dayText(mark.date, language)} · ${clockTime(mark.startsAtMs, zone)}`;
  const subject = { personName: mark.personName, session: `${mark.courseName} · ${session}` };
  const stop = () => setAsking(null);
  return (
    <Panel label={t('history.panel')} closeLabel={t('history.close')} onClose={onClose}>
      <div className={panel.who}>
        <div>
          <h2>{mark.personName}</h2>
          <p className={panel.sub}>{mark.identifier}</p>
        </div>
        <p><StatusTag status={mark.status} />{mark.voided && <> <Tag>{t('history.voidedTag')}</Tag></>}</p>
      </div>
      {mark.voided && (
        <Notice tone="wait" title={t('history.voidedBy', { who: mark.voided.staffName })}>
          <p><ExactTime atMs={mark.voided.atMs} /></p>
          <p>{t('history.voidedWhy', { reason: mark.voided.reason })}</p>
        </Notice>
      )}
      <dl className={panel.facts}>
        <Fact name={t('history.columns.course')}>{mark.courseName}</Fact>
        <Fact name={t('history.session')}>{session}</Fact>
        <Fact name={t('history.at')}><ExactTime atMs={mark.atMs} /></Fact>
        <Fact name={t('history.columns.method')}>{t(`mark.methods.${mark.method}`)}</Fact>
        {mark.staffName !== null && <Fact name={t('history.by')}>{mark.staffName}</Fact>}
        {mark.reason !== null && <Fact name={t(mark.method === 'rule' ? 'history.note' : 'history.reason')}>{mark.reason}</Fact>}
      </dl>
      <div className={panel.acts}>
        {!mark.voided && <Button icon={PencilLine} wide data-action="override-mark" onClick={() => setAsking('override')}>{t('mark.override')}</Button>}
        {!mark.voided && <Button icon={Undo2} wide data-action="void-mark" onClick={() => setAsking('void')}>{t('mark.void')}</Button>}
        <Button icon={CalendarClock} wide data-action="open-session" onClick={() => { openBoard(mark.sessionId); goTo('today'); }}>{t('history.openSession')}</Button>
        <Button variant="quiet" icon={History} wide data-action="marks-of" onClick={() => showMarksOf(person)}>{t('history.openPerson')}</Button>
        <Button variant="quiet" icon={ChartColumn} wide data-action="stats-of" onClick={() => { showStatsTab('period'); openPersonStats(person); goTo('stats'); }}>{t('history.openStats')}</Button>
      </div>
      {asking === 'override' && <OverrideDialog subject={subject} sessionId={mark.sessionId} personId={mark.personId} current={mark.status} onClose={stop} />}
      {asking === 'void' && <VoidDialog subject={subject} markId={mark.markId} status={mark.status} onClose={stop} />}
    </Panel>
  );
}
