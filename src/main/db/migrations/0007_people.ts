export const peopleFiles = {
  version: 7,
  sql: `
`,
} as const;
