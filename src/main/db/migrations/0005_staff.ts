export const staffAccounts = {
  version: 5,
  sql: `
`,
} as const;
