export const outbox = {
  version: 8,
  sql: `
`,
} as const;
