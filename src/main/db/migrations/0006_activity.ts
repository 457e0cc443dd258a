export const activity = {
  version: 6,
  sql: `
`,
} as const;
