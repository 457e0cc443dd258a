const formats = new Map<string, Intl.DateTimeFormat>();

/** The day last asked for in each zone: formatting costs 50 microseconds, and nearly every question is about today. */
const lastStart = new Map<string, number>();
/** No local day is shorter than 22 hours, whatever the clocks do. */
const shortestDayMs = 22 * 3_600_000;

/** When the day that contains `atMs` began in an IANA zone, milliseconds since epoch. @throws RangeError for a zone nobody knows */
export function startOfDayMs(atMs: number, zone: string): number {
  const last = lastStart.get(zone);
  if (last !== undefined && atMs >= last && atMs < last + shortestDayMs) return last;
  const start = computeStartOfDay(atMs, zone);
  lastStart.set(zone, start);
  return start;
}

function computeStartOfDay(atMs: number, zone: string): number {
  // Wall time read as if it were UTC; going back by it lands on midnight, unless the offset changed today: then once more from there.
  const wallMidnight = Math.floor(wallAsUtcMs(atMs, zone) / 86_400_000) * 86_400_000;
  const guess = wallMidnight - (wallAsUtcMs(atMs, zone) - floorToSecond(atMs));
  return wallMidnight - (wallAsUtcMs(guess, zone) - guess);
}

function floorToSecond(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}

function wallAsUtcMs(atMs: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
    formats.set(zone, format);
  }
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(atMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
