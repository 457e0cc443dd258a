import { History, PencilLine, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardRow, ClassSession } from '../../../shared/contractAttendance.ts';
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
import { ExactTime } from './When.tsx';

/** One person in one session: what their mark says and how it came about; change it, void it, see all of theirs. */
export function BoardPanel({ session, row, onClose }: { session: ClassSession; row: BoardRow; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const showMarksOf = useDesk((state) => state.showMarksOf);
  const [asking, setAsking] = useState<'override' | 'void' | null>(null);
  const { mark } = row;
  const subject = { personName: row.name, session: `${session.courseName} · ${dayText(session.date, language)} · ${clockTime(session.startsAtMs, zone)}` };
  const markable = session.state !== 'planned' && session.state !== 'cancelled';
  const stop = () => setAsking(null);
  return (
    <Panel label={t('board.panel', { name: row.name })} closeLabel={t('board.close')} onClose={onClose}>
      <div className={panel.who}>
        <div>
          <h2>{row.name}</h2>
          <p className={panel.sub}>{row.identifier}</p>
        </div>
        <p><StatusTag status={mark?.status ?? null} /></p>
      </div>
      <div className={panel.acts}>
        {markable && <Button icon={PencilLine} wide data-action="override-mark" onClick={() => setAsking('override')}>{t('mark.override')}</Button>}
        {mark && session.state !== 'cancelled' && <Button icon={Undo2} wide data-action="void-mark" onClick={() => setAsking('void')}>{t('mark.void')}</Button>}
        <Button variant="quiet" icon={History} wide data-action="marks-of" onClick={() => showMarksOf({ personId: row.personId, name: row.name })}>{t('board.history')}</Button>
      </div>
      {mark ? (
        <dl className={panel.facts}>
          <Fact name={t('board.at')}><ExactTime atMs={mark.atMs} /></Fact>
          <Fact name={t('board.method')}>{t(`mark.methods.${mark.method}`)}</Fact>
          {mark.staffName !== null && <Fact name={t('board.by')}>{mark.staffName}</Fact>}
          {mark.reason !== null && <Fact name={t(mark.method === 'rule' ? 'history.note' : 'board.reason')}>{mark.reason}</Fact>}
        </dl>
      ) : <p className={panel.sub}>{t(session.state === 'planned' ? 'board.noMarkPlanned' : session.state === 'open' || session.state === 'closed' ? 'board.noMark' : 'board.noMarkEnded')}</p>}
      {row.excuse && <Notice tone="info"><p>{t(`board.excuseNote.${row.excuse}`)}</p></Notice>}
      {row.voided > 0 && <p className={panel.sub}>{t('board.voidedNote', { count: row.voided })}</p>}
      {asking === 'override' && <OverrideDialog subject={subject} sessionId={session.sessionId} personId={row.personId} current={mark?.status ?? null} onClose={stop} />}
      {asking === 'void' && mark && <VoidDialog subject={subject} markId={mark.markId} status={mark.status} onClose={stop} />}
    </Panel>
  );
}
