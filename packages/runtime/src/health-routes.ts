import type { Route } from './operations-server.ts';

/** The answer to a probe. */
export interface HealthAnswer {
  readonly isOk: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a service says of itself. */
export interface ServiceHealth {
  /** Whether it works: a process that does not should be restarted. */
  readonly live: () => HealthAnswer;
  /** Whether it and what it needs work. */
  readonly ready: () => Promise<HealthAnswer>;
}

/** Makes `/livez` and `/readyz`. While a service starts there is no health: it is alive then, and not ready. */
export function healthRoutes(health: () => ServiceHealth | undefined): Readonly<Record<string, Route>> {
  const starting = { status: 'starting' };
  return {
    '/livez': answerWith(async () => health()?.live() ?? { isOk: true, details: starting }),
    '/readyz': answerWith(async () => (await health()?.ready()) ?? { isOk: false, details: starting }),
  };
}

function answerWith(read: () => Promise<HealthAnswer>): Route {
  return async (_request, response) => {
    const { isOk, details } = await read();
    response.writeHead(isOk ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(`${JSON.stringify(details)}\n`);
  };
}
