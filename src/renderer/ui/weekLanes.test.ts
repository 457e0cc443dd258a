import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMin, minutesOf, placeWeek, timeText, type WeekItem } from './weekLanes.ts';

const at = (id: string, weekday: number, starts: string, ends: string): WeekItem => ({ id, weekday, startsMin: minutesOf(starts), endsMin: minutesOf(ends) });
const shape = (day: ReturnType<typeof placeWeek>[number] | undefined) => day?.map(({ item, lane, lanes }) => `${item.id} ${lane + 1}/${lanes}`);

describe('a week drawn as a grid', () => {
  test('classes after each other have the whole width, even when they touch', () => {
    expect(shape(placeWeek([at('b', 1, '08:00', '09:00'), at('a', 1, '07:00', '08:00')])[0])).toEqual(['a 1/1', 'b 1/1']);
  });

  test('overlapping ones stand side by side, and only those', () => {
    const [monday] = placeWeek([at('long', 1, '07:00', '10:00'), at('first', 1, '07:30', '08:30'), at('second', 1, '08:30', '09:30'), at('later', 1, '10:00', '11:00')]);
    expect(shape(monday)).toEqual(['long 1/2', 'first 2/2', 'second 2/2', 'later 1/1']);
  });

  test('a class past midnight goes on at the top of the next day, after Sunday on Monday', () => {
    const days = placeWeek([at('night', 7, '22:00', '01:30'), at('toMidnight', 3, '22:00', '00:00')]);
    expect(days[6]?.map(({ fromMin, toMin }) => [fromMin, toMin])).toEqual([[1320, dayMin]]);
    expect(days[0]?.map(({ fromMin, toMin }) => [fromMin, toMin])).toEqual([[0, 90]]);
    expect(days[3]).toEqual([]);
  });

  test('whatever the timetable, no two pieces of a day cover the same place', () => {
    const item = fc.record({ id: fc.uuid(), weekday: fc.integer({ min: 1, max: 7 }), startsMin: fc.integer({ min: 0, max: dayMin - 1 }), endsMin: fc.integer({ min: 0, max: dayMin - 1 }) });
    fc.assert(fc.property(fc.array(item, { maxLength: 25 }), (items) => {
      for (const day of placeWeek(items)) {
        for (const [i, a] of day.entries()) {
          expect(a.lane).toBeLessThan(a.lanes);
          for (const b of day.slice(i + 1)) {
            const together = a.fromMin < b.toMin && b.fromMin < a.toMin;
            if (together) expect([a.lane === b.lane, a.lanes === b.lanes]).toEqual([false, true]);
          }
        }
      }
    }));
  });

  test('minutes and clock times are the same thing', () => {
    for (const time of ['00:00', '07:05', '23:59']) expect(timeText(minutesOf(time))).toBe(time);
  });
});
