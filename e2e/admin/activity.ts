import type { AuditAction } from '../../src/shared/activity.ts';
import { groupOf, statusOf } from '../../src/shared/activity.ts';
import type { PersonRow } from '../../src/shared/contract.ts';
import type { ActivityRow, SavedView } from '../../src/shared/contractActivity.ts';
import { ok, refused, type Answers } from './fixtures.ts';

type Entry = [action: AuditAction, actor: string | null, subject: string | null, detail: ActivityRow['detail'], kind?: ActivityRow['actorKind']];

const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** 180 entries of a few days: one of everything that is worth a look, over and over. */
export function exampleActivity(nowMs: number, people: readonly PersonRow[]): ActivityRow[] {
  const name = (n: number): string => people[n % people.length]?.name ?? '';
  const entries = (n: number): Entry[] => [
    ['payment.posted', name(n), name(n), { amount: 15_000, method: 'face' }, 'person'],
    ['topup.posted', 'Siti Rahmawati', name(n + 2), { amount: 10_000_000 }],
    ['settings.changed', 'Bagus', null, { setting: 'maxAmount', before: '400000', after: '500000' }],
    ['pin.failed', null, name(n + 3), { failures: 3, locked: true, staff: false }, 'kiosk'],
    ['mark.overridden', 'Siti Rahmawati', name(n + 11), { course: 'MTK-7A · Matematika 7A', date: '2026-11-20', from: 'absent', to: 'excused' }],
    ['person.edited', 'Bagus', name(n + 5), { fields: 'name guardianName' }],
    ['staff.loginFailed', null, null, { unknown: 'a83f0c21' }, 'staff'],
    ['export.made', 'Siti Rahmawati', null, { list: 'people', format: 'xlsx', rows: 1_240, filters: 'search face' }],
    ['course.rulesSaved', 'Bagus', 'MTK-7A · Matematika 7A', { effectiveFrom: '2026-11-23', opensBeforeMin: 15, lateAfterMin: 10, closesAfterMin: null, absentAtEnd: true, added: 0, moved: 12, removed: 0 }],
    ['person.erased', 'Siti Rahmawati', null, { templates: 3, keys: 1, pins: 1, cards: 0, consents: 1, memberships: 4, excuses: 2, imports: 1, kept: 214 }],
    ['session.ended', null, 'MTK-7A · Matematika 7A', { excused: 1, sick: 2, absent: 3, date: '2026-11-20' }, 'system'],
    ['payment.posted', null, null, { amount: 5_000, method: 'pin' }, 'person'],
  ];
  return Array.from({ length: 180 }, (_, n) => {
    const list = entries(n);
    const [action, actorName, subjectName, detail, actorKind = 'staff'] = list[n % list.length] ?? ['me.opened', null, null, {}];
    return { seq: 5_000 - n, atMs: nowMs - n * n * 9_000 - 20_000, actorKind, actorName, action, group: groupOf(action), subjectName, status: statusOf(action), detail };
  });
}

/** A log that filters as main does, and views that are kept as long as the page is open. */
export function activityAnswers(nowMs: number, people: readonly PersonRow[]): Answers {
  const rows = exampleActivity(nowMs, people);
  const views = new Map<string, SavedView & { list: string }>();
  return {
    'activity.list': ({ search = '', group, actions = [], status, fromMs, toMs, sort, limit = 50, cursor }) => {
      const found = rows.filter((row) => (!group || row.group === group) && (!status || row.status === status) && (actions.length === 0 || actions.includes(row.action)) && row.atMs >= (fromMs ?? 0) && row.atMs < (toMs ?? Infinity)
        && `${row.actorName ?? ''} ${row.subjectName ?? ''}`.toLowerCase().includes(search.toLowerCase()));
      const ordered = sort === 'oldest' ? found.toReversed() : found;
      const from = Number(cursor ?? 0);
      return ok({ rows: ordered.slice(from, from + limit), nextCursor: from + limit < ordered.length ? String(from + limit) : null, total: cursor ? null : ordered.length, more: false });
    },
    'activity.actions': () => ok({ rows: [...new Set(rows.map(({ action }) => action))].map((action) => ({ action, group: groupOf(action), status: statusOf(action) })) }),
    'views.list': ({ list }) => ok({ rows: [...views.values()].filter((view) => view.list === list).map(({ viewId, name, settings, isDefault }) => ({ viewId, name, settings, isDefault })) }),
    'views.save': ({ viewId, list, name, settings, isDefault }) => {
      if ([...views.values()].some((view) => view.list === list && view.viewId !== viewId && view.name.toLowerCase() === name.toLowerCase())) return refused('NAME_TAKEN');
      const view = { viewId: viewId ?? uuid(95_000 + views.size), list, name, settings, isDefault };
      views.set(view.viewId, view);
      return ok(view);
    },
    'views.remove': ({ viewId }) => (views.delete(viewId) ? ok({}) : refused('VIEW_NOT_FOUND')),
  };
}
