import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  activities,
  healthIntegrations,
  integrations,
  pushType,
  pushTypeInFull,
  receipts,
  replayPlan,
  runActivities,
  runs,
} from './fixture-data.ts';

/** A request the server got. */
interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly idempotencyKey: string | undefined;
}

/** A real HTTP server that answers as the REST interface is agreed to. */
export interface FixtureServer extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
}

type Handler = (request: Received, ids: readonly string[]) => Answer;

interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const problem = (status: number, code: string, title: string, detail?: unknown): Answer => ({
  status,
  body: { type: `about:blank#${code}`, title, status, detail, code },
});

const accepted = (status: number, entity?: unknown): Answer => ({
  status,
  body: { status: 'OK', code: status, _embedded: { entity, activities: [] } },
});

/** Every address, `*` standing for an id; the first that matches answers. */
const routes: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  [
    'GET',
    'projects',
    () => ({ body: [{ id: 'demo', title: 'Demo', created_at: '2026-01-02T03:04:05+00:00' }] }),
  ],
  ['GET', 'projects/*', (_, [id]) => ({ body: { id, title: 'Demo' } })],
  ['PUT', 'projects/*', ({ body }, [id]) => accepted(201, { id, ...(JSON.parse(body) as object) })],
  ['GET', 'projects/health/integrations', () => ({ body: healthIntegrations })],
  ['GET', 'projects/*/integrations', () => ({ body: integrations })],
  ['DELETE', 'projects/waits-*/integrations/*', (_, [project]) => acceptedUnderWay(project)],
  ['POST', 'projects/*/integrations', addIntegration],
  ['PATCH', 'projects/*/integrations/*', changeIntegration],
  ['DELETE', 'projects/*/integrations/*', () => accepted(200)],
  ['POST', 'projects/*/integrations/*/validate', validateIntegration],
  ['POST', 'projects/*/integrations/*/pause', () => accepted(200)],
  ['POST', 'projects/*/integrations/*/resume', () => ({ body: { status: 'OK', code: 200, recovered: 12 } })],
  ['GET', 'projects/*/integrations/*/activities', listed(runActivities)],
  ['GET', 'projects/*/integrations/*/activities/*', one(runActivities)],
  ['GET', 'projects/*/integrations/*/activities/*/log', () => ({ text: LOG })],
  ['GET', 'projects/*/integrations/*/variables', () => ({ body: variables })],
  [
    'POST',
    'projects/*/integrations/*/variables',
    ({ body }) => ({ status: 201, body: JSON.parse(body) as unknown }),
  ],
  ['PATCH', 'projects/*/integrations/*/variables/*', () => ({ body: variables[0] })],
  ['DELETE', 'projects/*/integrations/*/variables/*', () => ({ status: 204 })],
  ['GET', 'projects/cancel/activities', () => ({ body: cancellable })],
  ['GET', 'projects/*/activities', listed(activities)],
  ['POST', 'projects/*/activities', receiveActivities],
  ['GET', 'projects/waits-*/activities/ended-*', (_, [, id]) => ({ body: endedActivity(id) })],
  ['POST', 'projects/cancel/activities/*/cancel', () => accepted(202)],
  ['POST', 'projects/*/activities/*/cancel', refuseToCancel],
  ['GET', 'projects/*/activities/*/explain', explain],
  ['POST', 'projects/*/replays', replay],
  ['GET', 'event-types', () => ({ body: [pushType] })],
  ['GET', 'event-types/*', describeEventType],
  ['GET', 'projects/*/activities/*', one(activities)],
  ['GET', 'projects/*/activities/*/log', () => ({ text: LOG })],
  ['GET', 'projects/*/runs', listed(runs)],
  ['GET', 'projects/*/runs/*', one(runs)],
  ['GET', 'tokens', () => ({ body: tokens })],
  [
    'POST',
    'tokens',
    ({ body }) => ({
      status: 201,
      body: { id: 'tok3', ...(JSON.parse(body) as object), token: 'upshot_tok3_x' },
    }),
  ],
  ['DELETE', 'tokens/*', () => ({ status: 204 })],
];

const LOG = `${[
  { _id: '0', data: { timestamp: '2026-01-02T03:04:05.000000+00:00', message: 'hello\n' } },
  { _id: '1', data: { timestamp: '2026-01-02T03:04:06.000000+00:00', message: 'world \u001b[2J\n' } },
  { seal: true },
]
  .map((line) => JSON.stringify(line))
  .join('\n')}\n`;

const variables = [
  { id: 'var1', name: 'color', value: 'blue', is_json: false, is_sensitive: false, attributes: {} },
  { id: 'var2', name: 'api_token', is_json: false, is_sensitive: true, attributes: {} },
];

const tokens = [
  { id: 'tok1', name: 'deploy', scope: 'producer', project: 'demo', created_at: '2026-01-02T03:04:05+00:00' },
  { id: 'tok2', name: null, scope: 'admin', project: null, created_at: '2026-01-02T03:04:05+00:00' },
];

/** Starts the server on a free port. */
export async function startFixtureServer(): Promise<FixtureServer> {
  const received: Received[] = [];
  let busy = 1;
  const answerRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const one = await readRequest(request);
    received.push(one);
    const isBusy = (one.path === 'projects/busy' && busy-- > 0) || one.path === 'projects/overrun';
    const retryAfter =
      one.path === 'projects/overrun' ? new Date(Date.now() + 3_600_000).toUTCString() : '0.01';
    const refusal = { ...problem(503, 'overloaded', 'Busy'), headers: { 'retry-after': retryAfter } };
    reply(response, isBusy ? refusal : answer(request, one));
  };
  const server = createServer((request, response) => {
    void answerRequest(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<Received> {
  const url = new URL(request.url ?? '', 'http://localhost');
  const path = url.pathname.replace(/^\/api\//, '').replace(/\/$/, '');
  const idempotencyKey = request.headers['idempotency-key']?.toString();
  return {
    method: request.method ?? '',
    path,
    query: url.searchParams,
    body: await text(request),
    idempotencyKey,
  };
}

function answer({ headers }: IncomingMessage, request: Received): Answer {
  if (headers.authorization === 'Bearer reader' && request.method !== 'GET') {
    return problem(403, 'forbidden', 'The token may not do this', 'It needs the scope admin.');
  }
  if (!/^Bearer (secret|reader)$/.test(headers.authorization ?? ''))
    return problem(401, 'unauthorized', 'No valid token');
  if (request.path.startsWith('projects/nowhere'))
    return problem(404, 'project_not_found', 'There is no such project');
  for (const [method, path, handler] of routes) {
    const ids = new RegExp(`^${path.replaceAll('*', '([^/]+)')}$`).exec(request.path)?.slice(1);
    if (ids !== undefined && method === request.method) return handler(request, ids.map(decodeURIComponent));
  }
  return problem(404, 'route_not_found', 'There is no such address');
}

function reply(response: ServerResponse, { status = 200, body, text: plain, headers = {} }: Answer): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(plain ?? (body === undefined ? '' : JSON.stringify(body)));
}

function one(things: readonly { readonly id: string }[]): Handler {
  return (_request, ids) => {
    const body = things.find(({ id }) => id === ids.at(-1));
    return body === undefined ? problem(404, 'activity_not_found', 'There is no such activity') : { body };
  };
}

function listed(things: readonly { readonly id: string }[]): Handler {
  return ({ query }) => {
    const startsAt = query.get('starts_at');
    const wanted = (things as readonly Record<string, unknown>[]).filter((thing) =>
      ['type', 'state', 'result', 'outcome', 'activity', 'integration'].every((name) => {
        const values = query.getAll(name);
        return values.length === 0 || values.includes(String(thing[name]));
      }),
    );
    const older = wanted.filter((thing) => startsAt === null || String(thing['created_at']) <= startsAt);
    return { body: older.slice(0, Math.min(25, Number(query.get('count') ?? 25))) };
  };
}

function addIntegration({ body }: Received): Answer {
  const given = JSON.parse(body) as Record<string, unknown>;
  if (given['result'] === 'bad') {
    return problem(400, 'invalid_request', 'The request is not valid', {
      result: 'must be *',
      states: 'must be known',
    });
  }
  if (given['type'] === 'hipchat') {
    return problem(
      400,
      'unsupported_integration_type',
      'This integration type is not supported',
      'Use webhook.',
    );
  }
  return accepted(201, { id: 'newintegratio', ...given });
}

function changeIntegration({ body }: Received, ids: readonly string[]): Answer {
  const given = JSON.parse(body) as Record<string, unknown>;
  if (given['result'] === 'bad') return problem(400, 'invalid_request', 'Not valid', { result: 'must be *' });
  return accepted(200, { ...integrations.find(({ id }) => id === ids[1]), ...given });
}

function validateIntegration(_request: Received, ids: readonly string[]): Answer {
  if (ids[1] !== 'hook456789abc') return { body: { status: 'OK', code: 200 } };
  return problem(400, 'invalid_request', 'The request is not valid', { url: 'does not resolve' });
}

function receipt({ id, state }: { readonly id: string; readonly state: string }) {
  return {
    activity: { id, state },
    duplicate: id === 'again' || id === 'other',
    ...(id === 'again' || id === 'other' ? { body_differs: id === 'other' } : {}),
    matched: [{ integration: 'scripti23456a', run: id === 'bad' ? 'run2failed' : 'run1ok', type: 'script' }],
    skipped: [
      { integration: 'hook456789abc', reason: { field: 'events', message: 'type is not in events' } },
    ],
  };
}

function receiveActivities({ body }: Received): Answer {
  const given = JSON.parse(body) as { id: string; state: string } | { id: string; state: string }[];
  return { status: 202, body: Array.isArray(given) ? { receipts: given.map(receipt) } : receipt(given) };
}

/** Activities that carry out a change: one, or three of which the last one fails. */
function acceptedUnderWay(project = ''): Answer {
  const names = project === 'one' ? ['success'] : ['success', 'success', 'failure'];
  const pending = names.map((result, index) => ({
    id: `ended-${result}-${index}`,
    type: 'environment.redeploy',
    state: 'pending',
    result: null,
    text: 'Redeploying',
  }));
  return { body: { status: 'Accepted', code: 202, _embedded: { activities: pending } } };
}

function endedActivity(id = '') {
  const [result] = id.split('-');
  return { id: `ended-${id}`, type: 'environment.redeploy', state: 'complete', result, text: 'Redeployed' };
}

const cancellable = ['act1', 'act2', 'act3'].map((id, index) => ({
  id,
  type: 'environment.push',
  state: 'pending',
  result: null,
  text: 'Pushing',
  _links: index === 1 ? { '#cancel': { href: '#' } } : {},
}));

function refuseToCancel(): Answer {
  const detail = 'The activity cannot be cancelled in its current state: it has ended.';
  return problem(400, 'not_cancellable', 'The activity cannot be cancelled in its current state', detail);
}

function explain({ query }: Received): Answer {
  const state = query.get('state');
  return { body: receipts.filter(({ activity }) => state === null || activity.state === state) };
}

/** In projects that begin with `many` a replay makes more than one run; in `none`, none. */
function replay({ path, body }: Received): Answer {
  const { dry_run: isDry } = JSON.parse(body) as { dry_run?: boolean };
  const isTruncated = path.startsWith('projects/many');
  const single = path.startsWith('projects/none') ? 0 : 1;
  const count = { activities: 1, runs: isTruncated ? 1200 : single };
  if (isDry === true) return { body: { ...replayPlan, count, truncated: isTruncated } };
  const run = { activity: 'act0000000001', integration: 'scripti23456a', replay_of: 'run2failed' };
  const runs = [{ run: 'run1ok', state: 'complete', ...run }];
  return { status: 202, body: { replay: 'replay1', count, runs, truncated: isTruncated } };
}

function describeEventType({ query }: Received, [type]: readonly string[]): Answer {
  if (type !== 'environment.push') return problem(404, 'event_type_not_found', 'There is no such event type');
  return { body: pushTypeInFull(query.get('state') ?? 'complete', query.get('result') ?? 'success') };
}
