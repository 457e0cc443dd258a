import { activityGroups } from '../../shared/activity.ts';
import type { ExportFilters } from '../../shared/contractExports.ts';
import type { Db } from '../db/open.ts';
import { courseNames, personById } from '../db/queries/stats.ts';
import { activityWordsOf } from './exportActivity.ts';
import type { TableJob } from './exportJob.ts';
import { valuesOf, wordsOf, type Word } from './exportWords.ts';
import { wallClock } from './localTime.ts';

const labels: Record<string, Word> = {
  search: 'search', courseId: 'course', personId: 'name', face: 'face', pin: 'pin', inactive: 'inactive', actions: 'action', group: 'group', kind: 'kind', status: 'status', voided: 'voided',
  fromDate: 'from', toDate: 'until', date: 'date', month: 'month', fromMs: 'from', toMs: 'until',
};
/** "No" is how these lists are when nobody asks. */
const unasked = new Set(['inactive', 'voided']);

type Given = ExportFilters[string];

/** What the paper says about where its rows come from: every filter that is set, in words, and when it was made. */
export function aboutLines(db: Db, { filters, language, nowMs, zone }: TableJob): string[] {
  const [word, value, wall, say] = [wordsOf(language), valuesOf(language), wallClock(zone), activityWordsOf(language)];
  const moment = (atMs: number): string => new Date(wall(atMs)).toISOString().slice(0, 16).replace('T', ' ');

  function textOf(key: string, given: Given): string {
    if (Array.isArray(given)) return given.map(say.action).join(', ');
    if (typeof given === 'boolean') return word(given ? 'yes' : 'no');
    if (key.endsWith('Ms')) return moment(Number(given));
    if (key === 'courseId') return courseNames(db).filter(({ courseId }) => courseId === given).map(({ code, name }) => `${code} ${name}`).join();
    if (key === 'personId') return personById(db, String(given))?.name ?? '';
    const group = key === 'group' ? activityGroups.find((one) => one === given) : undefined;
    return group ? say.group(group) : value(String(given));
  }

  const set = Object.entries(filters).flatMap(([key, given]) => {
    const label = labels[key];
    return label === undefined || !isSet(key, given) ? [] : [`${word(label)}: ${textOf(key, given)}`];
  });
  return [set.length === 0 ? word('everything') : set.join(' | '), `${word('madeAt')}: ${moment(nowMs)} (${zone})`];
}

function isSet(key: string, given: Given): boolean {
  return given !== null && given !== '' && !(Array.isArray(given) && given.length === 0) && !(given === false && unasked.has(key));
}
