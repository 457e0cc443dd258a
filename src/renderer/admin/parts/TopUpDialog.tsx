import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/Dialog.tsx';
import { useDesk } from '../desk.ts';
import type { TopUp } from '../topUpActions.ts';
import { TopUpAmount } from './TopUpAmount.tsx';
import { TopUpConfirm } from './TopUpConfirm.tsx';
import { TopUpDone } from './TopUpDone.tsx';

/** The top-up under way, if any: amount, confirmation, receipt. */
export function TopUpDialog() {
  const { t } = useTranslation('admin');
  const topUp = useDesk((state) => state.topUp);
  const close = useDesk((state) => state.closeTopUp);
  const confirmTitle = ({ unanswered, failure }: Extract<TopUp, { at: 'confirm' }>) => (unanswered ? t('topUp.unansweredTitle') : failure ? t('topUp.refusedTitle') : t('topUp.confirmTitle'));
  switch (topUp.at) {
    case 'closed': return null;
    case 'amount': return <Dialog key="amount" title={t('topUp.title')} onClose={close}><TopUpAmount topUp={topUp} /></Dialog>;
    case 'confirm': return <Dialog key="confirm" title={confirmTitle(topUp)} onClose={close}><TopUpConfirm topUp={topUp} /></Dialog>;
    case 'done': return <Dialog key="done" title={t('topUp.doneTitle')} onClose={close}><TopUpDone topUp={topUp} /></Dialog>;
  }
}
