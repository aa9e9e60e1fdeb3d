import { ask } from './queries.ts';
import { getSession } from './operations.generated.ts';

/** The session of this browser; its scope decides what is shown. */
export const sessionQuery = { ...ask(getSession), staleTime: 60_000 };
