/** What every answer says: answers may hold secrets, and are what their content type says, nothing else. */
export const answerHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;
