import { tableFeatures, useTable, type ColumnDef } from '@tanstack/react-table';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type ReactNode, type Ref, type RefObject } from 'react';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { classNames } from './classNames.ts';
import { Icon } from './Icon.tsx';
import styles from './DataTable.module.css';
import { useRem } from './useRem.ts';

/** How a column is laid out; `width` is a CSS length, a column without one shares what is left. */
export interface ColumnLayout {
  width?: string;
  align?: 'end';
  /** Gives way when the list is narrow (details open beside it): under 56rem, under 44rem, or under 28rem. */
  room?: 'wide' | 'medium' | 'narrow';
  /** The orders its head leads to: upwards, downwards, and the one that comes first. */
  order?: { up: string; down: string; first: 'up' | 'down' };
}

/** Nothing but rows and columns: order, search and filters are main's, over all rows and not only the loaded ones. */
const features = tableFeatures({ columnMeta: {} as ColumnLayout }); // type-only slot of the library
export type DataColumn<Row extends object> = ColumnDef<typeof features, Row>;

export interface DataTableHandle {
  /** Puts the focus on the row that had it last, or on the first. */
  focus(): void;
}

export interface DataTableProps<Row extends object> {
  label: string;
  columns: DataColumn<Row>[];
  rows: readonly Row[];
  idOf(row: Row): string;
  /** All rows there are, loaded or not: told to assistive technology. */
  total: number;
  /** The row whose details are open. */
  openId: string | null;
  /** The order the rows are in, among those of the columns' heads; `plain`: the one no head was pressed for. */
  order?: { now: string; plain: string; choose(order: string): void };
  /** The row `focus` goes to before any had it: where one came back to. */
  startId?: string | null;
  /** Enter, or a click on the row. */
  onOpen(row: Row): void;
  /** The last rows came into sight. */
  onNearEnd(): void;
  /** Stands below the last row: loading, a refusal, the count. */
  foot?: ReactNode;
  ref?: Ref<DataTableHandle>;
}

/** Rem; the style sheet holds rows and the head, which stays in sight, to them. */
const rowRem = 3;
const headRem = 2.5;
/** Rows before the end at which the next page is asked for. */
const nearEnd = 12;
const pageStep = 10;

const classOf = (layout: ColumnLayout | undefined): string => classNames(layout?.align === 'end' && styles.end, layout?.room && styles[layout.room]);

/** Where a key moves the focus; null for keys that are not ours. */
function indexAfter(key: string, index: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown': return Math.min(count - 1, index + 1);
    case 'ArrowUp': return Math.max(0, index - 1);
    case 'PageDown': return Math.min(count - 1, index + pageStep);
    case 'PageUp': return Math.max(0, index - pageStep);
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return null;
  }
}

type Order = NonNullable<ColumnLayout['order']>;

/** A press on the head: its first order, then the other, then the one without. */
function orderAfter({ up, down, first }: Order, now: string, plain: string): string {
  const [one, other] = first === 'up' ? [up, down] : [down, up];
  if (now === one) return other;
  return now === other && plain !== one && plain !== other ? plain : one;
}

/** What a head says, and the button in it where rows can be ordered by it. */
function Head({ order, of, children }: { order: DataTableProps<object>['order']; of: Order | undefined; children: ReactNode }) {
  if (!order || !of) return children;
  const icon = order.now === of.up ? ArrowUp : order.now === of.down ? ArrowDown : ChevronsUpDown;
  return (
    <button type="button" className={classNames(styles.order, icon !== ChevronsUpDown && styles.ordered)} onClick={() => order.choose(orderAfter(of, order.now, order.plain))}>
      {children}<Icon icon={icon} size="1em" />
    </button>
  );
}

/** For assistive technology; undefined for a head that orders nothing. */
function ariaSort(of: Order | undefined, now: string | undefined): 'ascending' | 'descending' | 'none' | undefined {
  if (!of || now === undefined) return undefined;
  return now === of.up ? 'ascending' : now === of.down ? 'descending' : 'none';
}

/** A long list as a real table: only the rows in sight are drawn, one row can have the focus, arrows move it, Enter opens it. */
export function DataTable<Row extends object>({ label, columns, rows, idOf, total, openId, order, startId = null, onOpen, onNearEnd, foot, ref }: DataTableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  // While a button is down no row may come or go: the release would meet another row, and that is no click.
  const pressed = useRef(false);
  // The library wants a mutable array and never writes to it.
  const table = useTable({ features, columns, data: rows as Row[], getRowId: idOf });
  const model = table.getRowModel().rows;
  const rem = useRem();
  const headHeight = headRem * rem;
  const { activeIndex, setActive, focusRow, virtualizer } = useRowFocus(rem, scroller, model.map((row) => row.id), startId);
  const items = virtualizer.getVirtualItems();
  useImperativeHandle(ref, () => ({ focus: () => focusRow(activeIndex) }));

  const lastInSight = virtualizer.range?.endIndex ?? -1;
  useEffect(() => {
    if (lastInSight >= model.length - nearEnd) onNearEnd();
  }, [lastInSight, model.length, onNearEnd]);

  function onKeyDown(event: KeyboardEvent, index: number, row: Row): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen(row);
      return;
    }
    const next = indexAfter(event.key, index, model.length);
    if (next === null) return;
    event.preventDefault();
    focusRow(next);
  }

  const drawn = items.flatMap(({ index, start }, i) => {
    const row = model[index];
    if (!row) return [];
    const gap = start - (items[i - 1]?.end ?? headHeight);
    return [
      gap > 0 && <tr key={`before ${row.id}`} aria-hidden style={{ height: gap }} />,
      <tr
        key={row.id}
        data-index={index}
        aria-rowindex={index + 2}
        aria-selected={row.id === openId}
        tabIndex={index === activeIndex ? 0 : -1}
        className={classNames(styles.row, row.id === openId && styles.open)}
        onPointerDown={() => { pressed.current = true; }}
        onFocus={() => { if (!pressed.current) setActive(row.id); }}
        onClick={() => {
          setActive(row.id);
          onOpen(row.original);
        }}
        onKeyDown={(event) => onKeyDown(event, index, row.original)}
      >
        {row.getAllCells().map((cell) => <td key={cell.id} className={classOf(cell.column.columnDef.meta)}><table.FlexRender cell={cell} /></td>)}
      </tr>,
    ];
  });
  const below = virtualizer.getTotalSize() + headHeight - (items.at(-1)?.end ?? headHeight);
  return (
    <div className={styles.scroller} ref={scroller} onPointerUp={() => { pressed.current = false; }} onPointerCancel={() => { pressed.current = false; }}>
      {/* Its height stands while rows and gaps change places: were it to shrink between, the browser would pull the scroll position back. */}
      <table className={styles.table} role="grid" aria-label={label} aria-rowcount={total + 1} style={{ height: virtualizer.getTotalSize() + headHeight }}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" aria-sort={ariaSort(header.column.columnDef.meta?.order, order?.now)} data-column={header.id} className={classOf(header.column.columnDef.meta)} style={{ width: header.column.columnDef.meta?.width }}>
                  <Head order={order} of={header.column.columnDef.meta?.order}><table.FlexRender header={header} /></Head>
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {drawn}
          {below > 0 && <tr aria-hidden style={{ height: below }} />}
        </tbody>
      </table>
      {foot && <div className={styles.foot}>{foot}</div>}
    </div>
  );
}

/**
 * Which row is the tab stop, and which rows are drawn: those in sight and always that one, however far away. A focused row that scrolled
 * out of sight must not be removed, or the focus, and with it the keyboard, would be lost.
 */
function useRowFocus(rem: number, scroller: RefObject<HTMLDivElement | null>, ids: readonly string[], startId: string | null) {
  const [active, setActive] = useState(startId);
  const awaited = useRef<number | null>(null);
  const activeIndex = Math.max(0, active === null ? 0 : ids.indexOf(active));
  // oxlint-disable-next-line react/incompatible-library -- its warning is for the React Compiler, which is not used here
  const virtualizer = useVirtualizer({
    count: ids.length, getScrollElement: () => scroller.current, estimateSize: () => rowRem * rem, overscan: 8, scrollMargin: headRem * rem, scrollPaddingStart: headRem * rem,
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), activeIndex])].filter((index) => index < range.count).toSorted((a, b) => a - b),
  });

  // What was measured at another text size is wrong now.
  useEffect(() => virtualizer.measure(), [rem, virtualizer]);

  function giveFocus(): void {
    const row = awaited.current === null ? null : scroller.current?.querySelector<HTMLElement>(`tr[data-index="${awaited.current}"]`);
    if (!row) return;
    awaited.current = null;
    row.focus({ preventScroll: true });
  }
  useEffect(giveFocus);

  return {
    virtualizer,
    activeIndex,
    setActive,
    focusRow(index: number): void {
      const id = ids[index];
      if (id === undefined) return;
      awaited.current = index;
      setActive(id);
      virtualizer.scrollToIndex(index);
      // At once when it is drawn already, else with the drawing that `setActive` asked for.
      giveFocus();
    },
  };
}
