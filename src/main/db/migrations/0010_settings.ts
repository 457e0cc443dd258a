export const settingsHistory = {
  version: 10,
  sql: `
-- The history of settings is read from the audit, which grows to millions of rows.
CREATE INDEX audit_of_settings ON audit (seq) WHERE action = 'settings.changed';
`,
} as const;
