import type { Db } from '../open.ts';
import { prepared } from '../open.ts';

export interface SettingChangeRow { seq: number; atMs: number; staffName: string | null; key: string; detail: string }

// The action stands in the statement itself: only so does SQLite use the partial index.
const newest = prepared(({ sqlite }) => sqlite.prepare<[number, number], SettingChangeRow>(
  `SELECT a.seq, a.at_ms AS atMs, s.name AS staffName, a.subject_id AS key, a.detail FROM audit a LEFT JOIN staff s ON s.id = a.actor_id
   WHERE a.action = 'settings.changed' AND a.seq < ? ORDER BY a.seq DESC LIMIT ?`));

/** Newest first. */
export function settingChanges(db: Db, beforeSeq: number, limit: number): SettingChangeRow[] {
  return newest(db).all(beforeSeq, limit);
}
