/** What an integration's script and its variables may have. The source counts in characters, values in UTF-8 bytes. */
export const scriptQuota = {
  sourceCharacters: 1_000_000,
  variables: 100,
  variableBytes: 256 * 1024,
} as const;
