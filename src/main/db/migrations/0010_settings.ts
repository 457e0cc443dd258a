export const settingsHistory = {
  version: 10,
  sql: `
`,
} as const;
