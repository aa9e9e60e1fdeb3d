import { Problem } from '@upshot/shared/problem';
import type { FastifyRequest } from 'fastify';
import type { HeavyBodyParser } from './heavy-body-parser.ts';
import { isHeavy } from './heavy-json.ts';
import { findJsonFault, lineAndColumn, type JsonFault } from '@upshot/shared/json-fault';
import {
  isBlank,
  maxDepth,
  OPEN_ARRAY,
  OPEN_OBJECT,
  outlineJson,
  type JsonOutline,
  type Span,
} from './json-text.ts';

/** The text of a JSON body as it was posted. */
export interface BodyText {
  readonly text: string;
  /** The place of each element, when the body is an array. */
  readonly elements: readonly Span[];
}

declare module 'fastify' {
  interface FastifyRequest {
    bodyText: BodyText | undefined;
  }
  interface FastifyInstance {
    readonly heavyBodyParser: HeavyBodyParser;
  }
  interface FastifyContextConfig {
    /** The properties of its body that are read. */
    readsOnly?: readonly string[] | undefined;
  }
}

/**
 * Parses a JSON body, and keeps its text as the request's `bodyText`. Where the address reads only some properties, a
 * body with very many values is parsed in a thread, and those properties are what comes back. Problems name the place
 * of a fault in what was posted: `prefix` is how many characters were put before that.
 */
export async function parseJson(
  request: FastifyRequest,
  text: string,
  bytes: Buffer,
  prefix = 0,
): Promise<unknown> {
  const { readsOnly } = request.routeOptions.config;
  if (readsOnly === undefined || !isHeavy(bytes)) {
    keepText(request, text, outlineJson(text), prefix);
    return parse(text, prefix);
  }
  const { params, server } = request;
  const { project } = params as { readonly project: string };
  const { value, fault, ...outline } = await server.heavyBodyParser.parse(project, {
    bytes,
    names: readsOnly,
  });
  keepText(request, text, outline, prefix);
  if (fault !== undefined) throw malformed(text, fault, prefix);
  return value;
}

function keepText(request: FastifyRequest, text: string, outline: JsonOutline, prefix: number): void {
  const { elements, tooDeepAt } = outline;
  if (tooDeepAt !== undefined) throw tooDeep(lineAndColumn(text, tooDeepAt), prefix);
  request.bodyText = { text, elements };
}

/** Tells whether the first character that is not blank opens a JSON object or array. */
export function looksLikeJson(bytes: Buffer): boolean {
  const first = bytes.find((byte) => !isBlank(byte));
  return first === OPEN_OBJECT || first === OPEN_ARRAY;
}

/** Throws a problem unless the body is labelled as UTF-8, or not labelled. */
export function refuseOtherCharsets({ headers }: FastifyRequest): void {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new Problem(
      'unsupported_media_type',
      `Charset ${JSON.stringify(charset)} is not taken: send UTF-8.`,
    );
  }
}

function parse(text: string, prefix: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed(text, findJsonFault(text), prefix);
  }
}

type Place = Pick<JsonFault, 'line' | 'column'>;

function malformed(text: string, fault: JsonFault, prefix: number): Problem {
  const found = fault.offset >= text.length ? 'the body ends' : 'something else stands';
  const offset = prefix === 0 ? ` (offset ${fault.offset})` : '';
  const detail = `At ${placeOf(fault, prefix)}${offset} ${found} where ${fault.expected} must follow.`;
  return new Problem('malformed_json', detail);
}

function tooDeep(place: Place, prefix: number): Problem {
  const detail = `Arrays and objects are nested more than ${maxDepth} deep at ${placeOf(place, prefix)}.`;
  return new Problem('malformed_json', detail);
}

function placeOf({ line, column }: Place, prefix: number): string {
  return `line ${line}, column ${line === 1 ? Math.max(1, column - prefix) : column}`;
}
