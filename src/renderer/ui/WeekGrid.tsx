import { useLayoutEffect, useRef, type CSSProperties } from 'react';
import { classNames } from './classNames.ts';
import styles from './WeekGrid.module.css';
import { dayMin, placeWeek, timeText, type Placed, type WeekItem } from './weekLanes.ts';

export interface WeekEntry extends WeekItem {
  title: string;
  /** Second line: room, teacher. */
  sub?: string;
  /** Drawn with an icon and struck through, besides being named: cancelled, or over. */
  tone?: 'calm' | 'quiet' | 'off';
}

export interface WeekGridProps<E extends WeekEntry> {
  label: string;
  /** Monday first: what stands above each of the seven columns. */
  days: readonly { name: string; note?: string; today?: boolean; off?: boolean }[];
  entries: readonly E[];
  onOpen?: ((entry: E) => void) | undefined;
  /** Says the whole entry to assistive technology. */
  spoken(entry: E): string;
}

/** Pixels an hour; the style sheet draws its lines to the same measure. */
const hourPx = 56;

/** A week by day and time, Monday first; overlapping entries stand side by side. Weekend columns appear when something is on them. */
export function WeekGrid<E extends WeekEntry>({ label, days, entries, onOpen, spoken }: WeekGridProps<E>) {
  const placed = placeWeek(entries);
  const pieces = placed.flat();
  const fromHour = Math.min(7, ...pieces.map(({ fromMin }) => Math.floor(fromMin / 60)));
  const toHour = Math.min(24, Math.max(15, ...pieces.map(({ toMin }) => Math.ceil(toMin / 60))));
  const shown = placed.map((day, index) => ({ day, index })).filter(({ day, index }) => index < 5 || day.length > 0);
  // A busy day is as wide as its classes need to be read; the week then scrolls sideways.
  const columns = shown.map(({ day }) => `minmax(${Math.max(6, 4.75 * Math.max(1, ...day.map(({ lanes }) => lanes)))}rem, 1fr)`);
  const top = (minutes: number) => ((minutes - fromHour * 60) / 60) * hourPx;
  const hours = Array.from({ length: toHour - fromHour + 1 }, (_, i) => fromHour + i);

  const grid = useRef<HTMLDivElement>(null);
  const firstStart = entries.length > 0 ? Math.min(...entries.map(({ startsMin }) => startsMin)) : 0;
  const firstTop = Math.max(0, top(firstStart) - hourPx / 2);
  // The small hours are only there for what began the evening before: the day is shown from its first start.
  useLayoutEffect(() => {
    grid.current?.scrollTo({ top: firstTop });
  }, [firstTop]);

  const place = ({ fromMin, toMin, lane, lanes }: Placed<E>): CSSProperties => ({
    top: top(fromMin), height: Math.max(24, top(toMin) - top(fromMin) - 2), insetInlineStart: `${(lane / lanes) * 100}%`, width: `calc(${100 / lanes}% - 3px)`,
  });

  return (
    <div ref={grid} className={styles.week} role="group" aria-label={label} tabIndex={0} style={{ gridTemplateColumns: `3.25rem ${columns.join(' ')}` }}>
      <div className={styles.corner} />
      {shown.map(({ index }) => (
        <div key={index} className={classNames(styles.head, days[index]?.today && styles.today)}>
          <span>{days[index]?.name}</span>
          {days[index]?.note && <span className={styles.note}>{days[index].note}</span>}
        </div>
      ))}
      <div className={styles.hours} aria-hidden style={{ height: (toHour - fromHour) * hourPx }}>
        {hours.slice(0, -1).map((hour) => <span key={hour} style={{ top: (hour - fromHour) * hourPx }}>{timeText(hour * 60)}</span>)}
      </div>
      {shown.map(({ day, index }) => (
        <ol key={index} aria-label={days[index]?.name} className={classNames(styles.day, days[index]?.off && styles.off)}>
          {day.map((piece) => (
            <li key={`${piece.item.id} ${piece.fromMin}`} className={styles.place} style={place(piece)}>
              <button type="button" disabled={!onOpen} data-entry={piece.item.id} className={classNames(styles.entry, styles[piece.item.tone ?? 'calm'])} title={spoken(piece.item)} onClick={() => onOpen?.(piece.item)}>
                <span className="visually-hidden">{spoken(piece.item)}</span>
                <span className={styles.title} aria-hidden>{piece.item.title}</span>
                <span className={styles.time} aria-hidden>{timeText(piece.fromMin)}–{timeText(piece.toMin % dayMin)}</span>
                {piece.item.sub && <span className={styles.sub} aria-hidden>{piece.item.sub}</span>}
              </button>
            </li>
          ))}
        </ol>
      ))}
    </div>
  );
}
