/**
 * One measured figure. `peer` is what the product is measured against in the same process run, on the same input.
 * Printed as one JSON line with `--json`, as one sentence otherwise.
 */
export interface Row {
  /** Name of the bench: `vision`, `match`, `ledger`, `term` ... */
  bench: string;
  /** What was measured, e.g. "detect+embed 640x480, p50". */
  metric: string;
  value: number;
  /** "ms", "MiB", "commits/s" ... the same for `value` and `peerValue`. */
  unit: string;
  /** What stands beside it, e.g. "plain typed-array loop"; null where nothing comparable exists. */
  peer: string | null;
  peerValue: number | null;
  /** How many times better the product is than the peer, > 1 = better; null without a peer. See `ratioOf`. */
  ratio: number | null;
}

/** What `npm run bench -- NAME` hands on. */
export interface BenchOptions {
  /** Folder that holds `models/`, absolute: the project's root. */
  resourcesDir: string;
  /** Measured repetitions asked for on the command line, or null for the bench's own choice. */
  repeats: number | null;
  /** Writes a line for the person at the terminal (stderr); never part of the result. */
  note(line: string): void;
}

/** Every bench file exports `run` of this shape: `export async function* run(options: BenchOptions): AsyncIterable<Row>`. */
export type Bench = (options: BenchOptions) => AsyncIterable<Row>;

/** How many times better `value` is than `peerValue`; `better` says which direction is good. */
export function ratioOf(value: number, peerValue: number, better: 'lower' | 'higher'): number {
  return better === 'lower' ? peerValue / value : value / peerValue;
}

/** The `q` quantile (0..1) of `samples`, nearest rank. @throws RangeError when `samples` is empty. */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) throw new RangeError('quantile of nothing');
  const sorted = [...samples].sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1));
  return sorted[index] ?? 0;
}
