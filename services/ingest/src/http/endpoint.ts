import type { ProblemCode } from '@upshot/shared/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema, TUnknown } from 'typebox';
import type { Caller } from './access.ts';

/** The headings of the API's documentation. */
export type Tag =
  | 'activities'
  | 'runs'
  | 'integrations'
  | 'variables'
  | 'storage'
  | 'projects'
  | 'users'
  | 'tokens'
  | 'retention'
  | 'sql'
  | 'workers'
  | 'audit'
  | 'console'
  | 'service';

/** An authorized request, with all its parts validated. */
interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Undefined at addresses that anyone may use. */
  readonly caller: Caller | undefined;
  readonly request: FastifyRequest;
}

/** What stands behind one address and method: what it takes, what it answers, and how. */
export interface EndpointDefinition<P extends TSchema, Q extends TSchema, B extends TSchema> {
  /** The name that generated clients give it: a verb and a noun. Stable, as paths are. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: Tag;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What the documentation shows of a body that `handle` checks itself; `body` is then left out. */
  readonly shownBody?: TSchema;
  /**
   * Its body is kept as the bytes that were posted, whatever text they hold, and may be as large as the configuration
   * allows; else 2 MB, or `maxBodyBytes`.
   */
  readonly keepsBytes?: boolean;
  /** The properties that it reads of its body, or of each element of a list; its `body` may lack all others. */
  readonly readsOnly?: readonly string[];
  /** Its body may be a form as well, as OAuth 2 has it. */
  readonly takesForms?: boolean;
  /** Its body may be JSON lines as well: a list, one element a line. */
  readonly takesJsonLines?: boolean;
  /** Its body may be CloudEvents as well: structured, in a batch, or binary. */
  readonly takesCloudEvents?: boolean;
  /** How many bytes its body may have, where that is not the common limit. */
  readonly maxBodyBytes?: number;
  /** Whether the audit keeps its requests, or those with such a body. Without it, that of each method but GET. */
  readonly isAudited?: boolean | ((body: unknown) => boolean);
  /**
   * Which sessions of portals reach it: those of a whole project (`portals`), or those that are limited to some
   * integrations, too (`limited portals`): then nothing of another integration may be in an answer, or be changed.
   * `mount` sees to it where the path names one; `handle` elsewhere, by `integrationsOf(caller)`. Without it: none.
   */
  readonly openTo?: 'portals' | 'limited portals';
  /** The answers, by status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Those beyond what every endpoint may answer. */
  readonly problems?: readonly ProblemCode[];
  /** Checks an authorized request before its body is read. Throws a problem to refuse it. */
  refuseEarly?(request: FastifyRequest): void;
  /** Returns the answer's body. Throws a problem. */
  handle(call: Call<Static<P>, Static<Q>, Static<B>>, reply: FastifyReply): unknown;
}

interface Answer {
  readonly description: string;
  /** Without a schema the answer is JSON lines. */
  readonly schema?: TSchema;
  /** Where it is no JSON: a stream of events, each of which the schema describes, or text. */
  readonly type?: 'text/event-stream' | 'text/plain';
  /** The header `Link` names the next page, if there is one. */
  readonly isPaged?: true;
}

export type Endpoint = EndpointDefinition<TSchema, TSchema, TSchema>;

/** Defines an endpoint; its schemas type what `handle` is given. */
export function defineEndpoint<
  P extends TSchema = TUnknown,
  Q extends TSchema = TUnknown,
  B extends TSchema = TUnknown,
>(definition: EndpointDefinition<P, Q, B>): Endpoint {
  return definition;
}
