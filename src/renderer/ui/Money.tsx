import { formatRupiah } from '../../shared/money.ts';
import { useLanguage } from '../i18n/i18n.ts';
import styles from './Money.module.css';
import { classNames } from './classNames.ts';

/** An amount in rupiah, in the language on screen, with figures that line up in columns. Never breaks over two lines. */
export function Money({ amount, className }: { amount: number; className?: string | undefined }) {
  const language = useLanguage();
  return <span className={classNames(styles.money, className)}>{formatRupiah(amount, language)}</span>;
}
