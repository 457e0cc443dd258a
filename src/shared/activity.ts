/* The words of the activity log: what is done is an action, "subject.verb"; actions come in groups, and some were refused. */

export const activityGroups = ['money', 'people', 'attendance', 'staff', 'settings', 'backup', 'system'] as const;
export type ActivityGroup = (typeof activityGroups)[number];
export const activityStatuses = ['done', 'refused'] as const;
export type ActivityStatus = (typeof activityStatuses)[number];

/**
 * Every action the audit chain may hold, and its group. One more takes its line here and its words in activityWords.ts; nothing compiles before.
 * An action that was ever written is never taken out: its rows stay.
 */
export const auditActions = {
  'payment.posted': 'money', 'topup.posted': 'money',
  'person.created': 'people', 'person.edited': 'people', 'person.enrolled': 'people', 'person.faceErased': 'people', 'person.deactivated': 'people', 'person.reactivated': 'people', 'person.erased': 'people',
  'enrolment.requested': 'people', 'enrolment.duplicate': 'people', 'me.opened': 'people', 'contacts.changed': 'people',
  'pin.failed': 'people', 'pin.resetIssued': 'people', 'pin.reset': 'people', 'pin.resetFailed': 'people', 'card.issued': 'people',
  'import.committed': 'people', 'import.undone': 'people', 'export.made': 'people',
  'mark.overridden': 'attendance', 'mark.voided': 'attendance', 'marks.excused': 'attendance', 'excuse.added': 'attendance', 'excuse.revoked': 'attendance',
  'session.added': 'attendance', 'session.cancelled': 'attendance', 'session.ended': 'attendance',
  'course.saved': 'attendance', 'course.archived': 'attendance', 'course.restored': 'attendance', 'course.rulesSaved': 'attendance', 'slot.saved': 'attendance', 'slot.removed': 'attendance',
  'member.added': 'attendance', 'member.changed': 'attendance', 'member.removed': 'attendance', 'room.saved': 'attendance', 'holiday.saved': 'attendance', 'holiday.removed': 'attendance',
  'attendance.settingsSaved': 'attendance',
  'setup.firstRun': 'staff', 'staff.login': 'staff', 'staff.loginFailed': 'staff', 'staff.logout': 'staff', 'staff.reauthFailed': 'staff', 'staff.created': 'staff',
  'staff.invited': 'staff', 'staff.codeIssued': 'staff', 'staff.codeFailed': 'staff', 'staff.redeemed': 'staff', 'staff.edited': 'staff', 'staff.deactivated': 'staff', 'staff.reactivated': 'staff',
  'staff.passwordChanged': 'staff', 'staff.sessionEnded': 'staff', 'totp.on': 'staff', 'totp.off': 'staff', 'totp.dropped': 'staff', 'totp.codesRenewed': 'staff',
  'settings.changed': 'settings', 'camera.added': 'settings', 'camera.changed': 'settings', 'camera.removed': 'settings', 'camera.viewed': 'settings',
  'channel.added': 'settings', 'channel.changed': 'settings', 'channel.removed': 'settings', 'notifications.rules': 'settings', 'outbox.retried': 'settings', 'outbox.discarded': 'settings',
  'backup.recoveryKeyMade': 'backup', 'backup.recoveryKeyConfirmed': 'backup', 'backup.destinationAdded': 'backup', 'backup.destinationChanged': 'backup', 'backup.destinationRemoved': 'backup',
  'backup.made': 'backup', 'backup.failed': 'backup', 'backup.previewed': 'backup', 'backup.restoreDecided': 'backup', 'backup.restored': 'backup',
  'operation.restarted': 'system', 'operation.quit': 'system',
} as const satisfies Record<string, ActivityGroup>;
export type AuditAction = keyof typeof auditActions;

/** False for what only a newer version writes. */
export const isAuditAction = (action: string): action is AuditAction => Object.hasOwn(auditActions, action);

/** "topup.posted" -> money. What this version does not know belongs to the system. */
export function groupOf(action: string): ActivityGroup {
  return isAuditAction(action) ? auditActions[action] : 'system';
}

/** Whether the row tells of something that did not happen: a wrong password or PIN, a face known already. */
export function statusOf(action: string): ActivityStatus {
  return /(failed|refused|duplicate|locked|denied)$/i.test(action) ? 'refused' : 'done';
}
