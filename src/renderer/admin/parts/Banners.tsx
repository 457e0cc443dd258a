import { CircleAlert, FlaskConical, ScanFace, ShieldAlert, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatRupiah } from '../../../shared/money.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk } from '../desk.ts';
import styles from './Banners.module.css';

interface Banner { key: string; icon: LucideIcon; tone: 'demo' | 'warn' | 'stop'; text: string }

/** What everybody at this desk must know before anything else, on every page. */
export function Banners() {
  const { t } = useTranslation('admin');
  const status = useDesk((state) => state.status);
  const language = useLanguage();
  if (!status) return null;
  const { demo, payments, engine, limits } = status;
  const fix = engine.trouble === null ? '' : t(engine.trouble === 'MODEL_HASH_WRONG' ? 'banner.modelHashWrong' : 'banner.modelMissing');
  const banners: Banner[] = [];
  if (demo) banners.push({ key: 'demo', icon: FlaskConical, tone: 'demo', text: t('banner.demo') });
  // Before the set-up nobody expects payments.
  if (!payments.open && payments.reason !== 'SETUP_NEEDED') {
    const reason = payments.reason && payments.reason !== 'PAYMENTS_CLOSED' ? refusalText(language, payments.reason) : '';
    banners.push({ key: 'closed', icon: CircleAlert, tone: 'stop', text: `${t('banner.closed')} ${reason}`.trim() });
  }
  if (!engine.ready) banners.push({ key: 'engine', icon: ScanFace, tone: 'warn', text: `${t('banner.engineNotReady')} ${fix}`.trim() });
  else if (!engine.antiSpoofing) banners.push({ key: 'spoof', icon: ShieldAlert, tone: 'warn', text: `${t('banner.antiSpoofingOff', { amount: formatRupiah(limits.faceOnlyMax, language) })} ${fix}`.trim() });
  return (
    <div className={styles.banners} role="status">
      {banners.map(({ key, icon, tone, text }) => (
        <p key={key} className={classNames(styles.banner, styles[tone])}><Icon icon={icon} />{text}</p>
      ))}
    </div>
  );
}
