/** The servers all test files share, or why there are none: only the tests that need one fail then. */
export type SharedServers =
  { readonly databaseUrl: string; readonly redisUrl: string } | { readonly failure: string };

declare module 'vitest' {
  export interface ProvidedContext {
    readonly servers: SharedServers;
  }
}

/** The database every test database is cloned from. */
export const templateDatabase = 'upshot_template';
