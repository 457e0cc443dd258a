import { describe, expect, test } from 'vitest';
import { attendancePeriods, closedDaysOf, daysOf, longestDays, type PeriodChoice } from './attendancePeriods.ts';
import { barsOf, rateOf, rateText } from './parts/rates.ts';
import { addDays } from './zoneDays.ts';

const choice = (patch: Partial<PeriodChoice>): PeriodChoice => ({ period: 'custom', fromDay: '', toDay: '', ...patch });
const none = { present: 0, late: 0, excused: 0, sick: 0, absent: 0 };

describe('stretches of days', () => {
  test.each([
    ['today', '2026-11-21', '2026-11-21'], ['week', '2026-11-16', '2026-11-21'], ['month', '2026-11-01', '2026-11-21'], ['term', '2026-07-01', '2026-11-21'],
  ] as const)('%s on a Saturday in November', (period, fromDate, toDate) => {
    expect(daysOf(choice({ period }), '2026-11-21')).toEqual({ fromDate, toDate });
  });

  test('the term before July began in January, the one of July in July', () => {
    expect(daysOf(choice({ period: 'term' }), '2026-06-30')?.fromDate).toBe('2026-01-01');
    expect(daysOf(choice({ period: 'term' }), '2026-07-01')?.fromDate).toBe('2026-07-01');
  });

  test('own dates may be open at either end, and say nothing when reversed', () => {
    expect(daysOf(choice({}), '2026-11-21')).toEqual({ fromDate: null, toDate: null });
    expect(daysOf(choice({ fromDay: '2026-13-01' }), '2026-11-21')).toEqual({ fromDate: null, toDate: null });
    expect(daysOf(choice({ fromDay: '2026-11-21', toDay: '2026-11-20' }), '2026-11-21')).toBeNull();
  });

  test('what is counted needs both ends and no more days than main counts', () => {
    const longest = { fromDay: '2026-01-01', toDay: addDays('2026-01-01', longestDays - 1) };
    expect(closedDaysOf(choice(longest), '2026-11-21')).toEqual({ fromDate: longest.fromDay, toDate: longest.toDay });
    expect(closedDaysOf(choice({ ...longest, toDay: addDays(longest.toDay, 1) }), '2026-11-21')).toBeNull();
    expect(closedDaysOf(choice({ fromDay: '2026-01-01' }), '2026-11-21')).toBeNull();
    for (const period of attendancePeriods) if (period !== 'all' && period !== 'custom') expect(closedDaysOf(choice({ period }), '2026-11-21')).not.toBeNull();
  });
});

describe('what is drawn of the days', () => {
  test('up to 45 days are drawn as they are; more become weeks that lose no mark', () => {
    const days = Array.from({ length: 46 }, (_, n) => ({ ...none, present: n, absent: 1, date: addDays('2026-07-01', n) }));
    expect(barsOf(days.slice(1))).toEqual({ unit: 'day', bars: days.slice(1) });
    const { unit, bars } = barsOf(days);
    expect(unit).toBe('week');
    expect(bars.map((bar) => bar.date)).toEqual(['2026-06-29', '2026-07-06', '2026-07-13', '2026-07-20', '2026-07-27', '2026-08-03', '2026-08-10']);
    expect(bars.reduce((sum, bar) => sum + bar.present, 0)).toBe((45 * 46) / 2);
    expect(bars.reduce((sum, bar) => sum + bar.absent, 0)).toBe(46);
    expect(days[0]).toMatchObject({ present: 0, absent: 1 });
  });

  test('a rate counts who came late as come, and nearly everybody is not 100%', () => {
    expect(rateOf({ ...none, present: 1, late: 1, sick: 2 })).toBe(0.5);
    expect(rateOf(none)).toBeNull();
    expect(rateText(1, 'en')).toBe('100%');
    expect(rateText(0.99996, 'en')).toBe('99.9%');
    expect(rateText(0.955, 'id')).toBe('95,5%');
    expect(rateText(null, 'id')).toBe('–');
  });
});
