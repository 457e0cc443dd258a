import { AxisBottom } from '@visx/axis';
import { ParentSize } from '@visx/responsive';
import { scaleBand, scaleLinear } from '@visx/scale';
import { formatRupiah } from '../../../shared/money.ts';
import type { MoneyDay } from '../../../shared/contractNotifications.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { dayText } from '../when.ts';
import styles from './CountsChart.module.css';
import money from './MoneyChart.module.css';

const margin = { top: 20, right: 8, bottom: 26, left: 8 };
const dateWidth = 56;

/** Takings by day; each bar says its day and sum, and the largest carries its sum in words. */
export function MoneyChart({ days, label }: { days: readonly MoneyDay[]; label: string }) {
  return <div className={money.chart}><ParentSize debounceTime={50}>{({ width, height }) => (width > 0 && height > 0 ? <Bars days={days} label={label} width={width} height={height} /> : null)}</ParentSize></div>;
}

function Bars({ days, label, width, height }: { days: readonly MoneyDay[]; label: string; width: number; height: number }) {
  const language = useLanguage();
  const bottom = height - margin.bottom;
  const x = scaleBand<string>({ domain: days.map(({ date }) => date), range: [margin.left, width - margin.right], padding: 0.25 });
  const most = Math.max(1, ...days.map(({ paid }) => paid));
  const y = scaleLinear<number>({ domain: [0, most], range: [bottom, margin.top] });
  const every = Math.ceil(dateWidth / x.step());
  const top = days.find(({ paid }) => paid === most);
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {days.map(({ date, paid, payments }) => (
        <g key={date}>
          <rect className={money.bar} x={x(date) ?? 0} y={y(paid)} width={x.bandwidth()} height={bottom - y(paid)} />
          <rect className={styles.band} x={x(date) ?? 0} y={margin.top} width={x.step()} height={bottom - margin.top}><title>{`${dayText(date, language)}: ${formatRupiah(paid, language)} (${payments})`}</title></rect>
        </g>
      ))}
      {top && <text className={styles.tick} x={Math.min(width - 50, Math.max(50, (x(top.date) ?? 0) + x.bandwidth() / 2))} y={margin.top - 6} textAnchor="middle">{formatRupiah(most, language)}</text>}
      <AxisBottom scale={x} top={bottom} tickValues={days.filter((_, i) => (days.length - 1 - i) % every === 0).map(({ date }) => date)} hideTicks axisLineClassName={styles.axis ?? ''} stroke="currentColor" tickFormat={(date) => dayText(date, language, { day: 'numeric', month: 'short' })} tickComponent={({ x: at, y: down, formattedValue }) => <text className={styles.tick} x={at} y={down} textAnchor="middle">{formattedValue}</text>} />
    </svg>
  );
}
