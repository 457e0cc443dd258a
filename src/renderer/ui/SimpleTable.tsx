import type { Key, ReactNode } from 'react';
import { classNames } from './classNames.ts';
import styles from './SimpleTable.module.css';

export interface SimpleColumn<Row> {
  id: string;
  header: string;
  /** CSS length; a column without one shares what is left. */
  width?: string;
  align?: 'end';
  cell(row: Row): ReactNode;
}

/** A short table to be read: no row of it opens. Cells may be several lines high. */
export function SimpleTable<Row>({ label, columns, rows, idOf, foot, className }: {
  label: string;
  columns: readonly SimpleColumn<Row>[];
  rows: readonly Row[];
  idOf(row: Row): Key;
  foot?: ReactNode;
  className?: string | undefined;
}) {
  return (
    <div className={classNames(styles.scroller, className)} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>{columns.map((column) => <th key={column.id} scope="col" className={column.align && styles.end} style={{ width: column.width }}>{column.header}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => <tr key={idOf(row)}>{columns.map((column) => <td key={column.id} className={column.align && styles.end}>{column.cell(row)}</td>)}</tr>)}
        </tbody>
      </table>
      {foot && <div className={styles.foot}>{foot}</div>}
    </div>
  );
}
