import { AxisBottom, AxisLeft } from '@visx/axis';
import { ParentSize } from '@visx/responsive';
import { scaleBand, scaleLinear, scaleOrdinal } from '@visx/scale';
import { BarStack } from '@visx/shape';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { markStatuses, type MarkStatus } from '../../../shared/attendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { classNames } from '../../ui/classNames.ts';
import { dayText } from '../when.ts';
import { sumOfCounts } from './Counts.tsx';
import counts from './Counts.module.css';
import styles from './CountsChart.module.css';
import { rateOf, rateText, type DayCounts } from './rates.ts';

const margin = { top: 22, right: 8, bottom: 26, left: 44 };
/** Pixels a label needs. */
const dateWidth = 52;
const rateWidth = 40;
/** A lone day is a bar, not a wall. */
const widestStep = 110;

/** A stacked bar for each day or week: colour, pattern and order say the status, the rate stands above. The table beside it says the same in numbers. */
export function CountsChart({ bars, label }: { bars: readonly DayCounts[]; label: string }) {
  return (
    <div className={styles.chart}>
      <ParentSize debounceTime={50}>{({ width, height }) => (width > 0 && height > 0 ? <Bars bars={bars} label={label} width={width} height={height} /> : null)}</ParentSize>
    </div>
  );
}

function Bars({ bars, label, width, height }: { bars: readonly DayCounts[]; label: string; width: number; height: number }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const id = useId();
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const xScale = scaleBand<string>({ domain: bars.map((bar) => bar.date), range: [margin.left, Math.min(right, margin.left + bars.length * widestStep)], padding: 0.25 });
  const most = Math.max(1, ...bars.map(sumOfCounts));
  const yScale = scaleLinear<number>({ domain: [0, most], range: [bottom, margin.top], nice: true });
  const fills = scaleOrdinal<MarkStatus, string>({ domain: [...markStatuses], range: markStatuses.map((status) => `url(#${id}-${status})`) });
  const every = Math.ceil(dateWidth / xScale.step());
  const dates = bars.filter((_, index) => index % every === 0).map((bar) => bar.date);
  const whole = yScale.ticks(4).filter(Number.isInteger);
  const words = (bar: DayCounts) => `${dayText(bar.date, language)}: ${markStatuses.map((status) => `${t(`status.${status}`)} ${bar[status]}`).join(', ')} (${rateText(rateOf(bar), language)})`;
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <defs>{markStatuses.map((status) => <Pattern key={status} id={`${id}-${status}`} status={status} />)}</defs>
      {whole.map((value) => <line key={value} className={styles.grid} x1={margin.left} x2={right} y1={yScale(value)} y2={yScale(value)} />)}
      <BarStack<DayCounts, MarkStatus> data={[...bars]} keys={[...markStatuses]} x={(bar) => bar.date} value={(bar, status) => bar[status]} xScale={xScale} yScale={yScale} color={fills}>
        {(stacks) => stacks.map((stack) => stack.bars.map((bar) => bar.height > 0 && (
          <rect key={`${stack.key}-${bar.index}`} className={classNames(styles.bar, counts[stack.key])} x={bar.x} y={bar.y} width={bar.width} height={bar.height} fill={bar.color} />
        )))}
      </BarStack>
      {xScale.bandwidth() >= rateWidth && bars.map((bar) => <text key={bar.date} className={styles.rate} x={(xScale(bar.date) ?? 0) + xScale.bandwidth() / 2} y={yScale(sumOfCounts(bar)) - 6}>{rateText(rateOf(bar), language)}</text>)}
      <AxisLeft scale={yScale} left={margin.left} tickValues={whole} hideTicks hideAxisLine tickFormat={String} tickComponent={({ x, y, formattedValue }) => <text className={styles.tick} x={x} y={y} dy="0.32em" textAnchor="end">{formattedValue}</text>} />
      <AxisBottom scale={xScale} top={bottom} tickValues={dates} hideTicks axisLineClassName={styles.axis ?? ''} stroke="currentColor" tickFormat={(date) => dayText(date, language, { day: 'numeric', month: 'short' })} tickComponent={({ x, y, formattedValue }) => <text className={styles.tick} x={x} y={y} textAnchor="middle">{formattedValue}</text>} />
      {bars.map((bar) => <rect key={bar.date} className={styles.band} x={(xScale(bar.date) ?? 0) - xScale.step() * 0.125} y={margin.top} width={xScale.step()} height={bottom - margin.top}><title>{words(bar)}</title></rect>)}
    </svg>
  );
}

/** What each status looks like without its colour: solid, slanted, dotted, upright, crossed. As in Counts.module.css. */
function Pattern({ id, status }: { id: string; status: MarkStatus }) {
  return (
    <pattern id={id} className={counts[status]} width="6" height="6" patternUnits="userSpaceOnUse">
      <rect className={styles.fill} width="6" height="6" />
      {status === 'late' && <path className={styles.lines} d="M-1 1 1 -1M0 6 6 0M5 7 7 5" />}
      {status === 'excused' && <circle className={styles.dots} cx="3" cy="3" r="1.2" />}
      {status === 'sick' && <path className={styles.lines} d="M3 0V6" />}
      {status === 'absent' && <path className={styles.lines} d="M0 0 6 6M0 6 6 0" />}
    </pattern>
  );
}
