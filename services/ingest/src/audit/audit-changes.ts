import { beginChange, endChange, type AuditedChange } from '@upshot/ledger/audit/write';
import type { Database } from '@upshot/ledger/connect';
import { isObject } from '@upshot/shared/json-object';
import { Problem, problems } from '@upshot/shared/problem';
import type { Caller } from '../http/access.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { traceIdOf } from '../http/receive-span.ts';
import { withHandle, type Route } from '../http/route.ts';

type Call = Parameters<Endpoint['handle']>[0];

const MAX_FIELDS = 50;
const MAX_LENGTH = 128;

/** Writes each change that is asked for down, before it is made: none is made that the audit does not hold. */
export function auditChanges(database: Database, routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => {
    const [, , , endpoint] = route;
    return isAudited(route)
      ? withHandle(route, (call, reply) => audit(database, endpoint, call, reply))
      : route;
  });
}

/** Whether the audit keeps the requests of a route. None does without a token: anyone could fill the audit. */
function isAudited([method, , access, { isAudited: isWanted = method !== 'GET' }]: Route): boolean {
  return access !== 'anyone' && isWanted !== false;
}

async function audit(
  database: Database,
  endpoint: Endpoint,
  call: Call,
  reply: Parameters<Endpoint['handle']>[1],
): Promise<unknown> {
  if (typeof endpoint.isAudited === 'function' && !endpoint.isAudited(call.body))
    return await endpoint.handle(call, reply);
  const { events } = call.request.server;
  const seq = await beginChange(database, describeChange(endpoint, call));
  const end = async (status: number, resultId: string | null) =>
    await endChange(database, seq, { status, resultId }).catch(events.auditFault);
  try {
    const answer: unknown = await endpoint.handle(call, reply);
    await end(reply.statusCode, idOf(answer));
    return answer;
  } catch (fault) {
    await end(fault instanceof Problem ? problems[fault.code].status : 500, null);
    throw fault;
  }
}

/** Behind a token stands the session of a portal: the link that it began with. */
export function linkOf(caller: Caller | undefined): { readonly link?: string } {
  return caller?.portal === undefined ? {} : { link: caller.portal.link };
}

/** The number of a version is one; all others are text. */
type Params = { readonly project?: string } & Readonly<Record<string, string | number>>;

function describeChange({ operationId }: Endpoint, { params, body, caller, request }: Call): AuditedChange {
  const { project, ...target } = (params ?? {}) as Params;
  return {
    tokenId: caller?.tokenId ?? 'anyone',
    operation: operationId,
    projectId: project ?? null,
    target: {
      ...Object.fromEntries(Object.entries(target).map(([name, value]) => [name, shorten(String(value))])),
      ...linkOf(caller),
    },
    fields: isObject(body) ? Object.keys(body).slice(0, MAX_FIELDS).map(shorten) : [],
    requestId: request.id,
    traceId: traceIdOf(request),
  };
}

/** The id of what was made or changed, where the answer has one. */
function idOf(answer: unknown): string | null {
  if (!isObject(answer)) return null;
  const embedded = answer['_embedded'];
  const entity = isObject(embedded) && isObject(embedded['entity']) ? embedded['entity'] : answer;
  return typeof entity['id'] === 'string' ? shorten(entity['id']) : null;
}

/** As the ledger can hold it: a path and the names of fields are any text. */
function shorten(text: string): string {
  return text.slice(0, MAX_LENGTH).toWellFormed().replaceAll('\0', '\uFFFD');
}
