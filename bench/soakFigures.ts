import { readdirSync, readFileSync } from 'node:fs';

export interface Sample { atS: number; mib: number }

/** Least squares: how fast memory grows, and how much of its movement that line explains (0..1). Null below 3 samples. */
export function slopeOf(samples: readonly Sample[]): { mibPerHour: number; r2: number } | null {
  const n = samples.length;
  if (n < 3) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const [meanS, meanMib] = [mean(samples.map(({ atS }) => atS)), mean(samples.map(({ mib }) => mib))];
  let [sxy, sxx, syy] = [0, 0, 0];
  for (const { atS, mib } of samples) {
    sxy += (atS - meanS) * (mib - meanMib);
    sxx += (atS - meanS) ** 2;
    syy += (mib - meanMib) ** 2;
  }
  if (sxx === 0) return null;
  return { mibPerHour: (sxy / sxx) * 3600, r2: syy === 0 ? 1 : sxy ** 2 / (sxx * syy) };
}

/** Resident memory of a process and all it started, MiB; 0 when it is gone. `except`: a branch left out. From /proc. */
export function treeMib(root: number, except: number | null = null): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const sum = (pid: number): number => (pid === except ? 0 : rssMib(pid) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0));
  return sum(root);
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold spaces and brackets.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

export function rssMib(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
