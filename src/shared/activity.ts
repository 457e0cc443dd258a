/* The words of the activity log: what is done is an action, "subject.verb"; actions come in groups, and some were refused. */

export const activityGroups = ['money', 'people', 'attendance', 'staff', 'settings', 'backup', 'system'] as const;
export type ActivityGroup = (typeof activityGroups)[number];
export const activityStatuses = ['done', 'refused'] as const;
export type ActivityStatus = (typeof activityStatuses)[number];

const groupOfSubject: Record<string, ActivityGroup> = {
  payment: 'money', topup: 'money', charge: 'money', refund: 'money', till: 'money', voucher: 'money', ledger: 'money',
  person: 'people', people: 'people', enrolment: 'people', consent: 'people', pin: 'people', card: 'people', me: 'people', import: 'people', face: 'people', photo: 'people', export: 'people',
  mark: 'attendance', marks: 'attendance', session: 'attendance', course: 'attendance', slot: 'attendance', member: 'attendance', holiday: 'attendance', excuse: 'attendance',
  room: 'attendance', attendance: 'attendance',
  staff: 'staff', setup: 'staff', totp: 'staff',
  settings: 'settings', setting: 'settings', camera: 'settings', notifications: 'settings', notification: 'settings', channel: 'settings',
  backup: 'backup', backups: 'backup', restore: 'backup', recovery: 'backup',
};

/** "topup.posted" -> money. What nobody sorted yet belongs to the system. */
export function groupOf(action: string): ActivityGroup {
  const subject = action.split('.')[0] ?? '';
  return Object.hasOwn(groupOfSubject, subject) ? (groupOfSubject[subject] ?? 'system') : 'system';
}

/** Whether the row tells of something that did not happen: a wrong password or PIN, a face known already. */
export function statusOf(action: string): ActivityStatus {
  return /(failed|refused|duplicate|locked|denied)$/i.test(action) ? 'refused' : 'done';
}
