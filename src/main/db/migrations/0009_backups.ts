export const backups = {
  version: 9,
  sql: `
`,
} as const;
