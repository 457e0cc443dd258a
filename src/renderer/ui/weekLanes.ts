/** Something that happens every week, or in one: minutes since midnight; `ends` not after `starts` is on the next day. */
export interface WeekItem {
  id: string;
  /** 1 = Monday ... 7 = Sunday. */
  weekday: number;
  startsMin: number;
  endsMin: number;
}

/** A piece of an item within one day, in a lane beside those it overlaps. */
export interface Placed<I extends WeekItem> {
  item: I;
  fromMin: number;
  toMin: number;
  lane: number;
  /** How many lanes share the width at that time of day. */
  lanes: number;
}

export const dayMin = 24 * 60;

/** "07:30" as minutes since midnight. */
export function minutesOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}

/** "07.30" is written as the clock of the page's language does elsewhere; here always "07:30", which both read. */
export const timeText = (minutes: number): string => `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Pieces a day, Monday first: what runs past midnight goes on at the top of the next day (after Sunday comes Monday). */
export function placeWeek<I extends WeekItem>(items: readonly I[]): Placed<I>[][] {
  const days: { item: I; fromMin: number; toMin: number }[][] = Array.from({ length: 7 }, () => []);
  for (const item of items) {
    const { weekday, startsMin, endsMin } = item;
    const overnight = endsMin <= startsMin;
    days[weekday - 1]?.push({ item, fromMin: startsMin, toMin: overnight ? dayMin : endsMin });
    if (overnight && endsMin > 0) days[weekday % 7]?.push({ item, fromMin: 0, toMin: endsMin });
  }
  return days.map(placeDay);
}

/** Side by side only where they overlap: a run of pieces that touch each other shares its lanes, the next run begins anew. */
function placeDay<I extends WeekItem>(pieces: { item: I; fromMin: number; toMin: number }[]): Placed<I>[] {
  const placed: Placed<I>[] = [];
  let run: Placed<I>[] = [];
  let laneEnds: number[] = [];
  const finish = () => {
    for (const piece of run) piece.lanes = laneEnds.length;
    run = [];
    laneEnds = [];
  };
  for (const piece of pieces.toSorted((a, b) => a.fromMin - b.fromMin || b.toMin - a.toMin)) {
    if (laneEnds.every((end) => end <= piece.fromMin)) finish();
    const free = laneEnds.findIndex((end) => end <= piece.fromMin);
    const lane = free < 0 ? laneEnds.length : free;
    laneEnds[lane] = piece.toMin;
    const here = { ...piece, lane, lanes: 1 };
    run.push(here);
    placed.push(here);
  }
  finish();
  return placed;
}
