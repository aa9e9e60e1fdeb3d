import { Problem } from '@upshot/shared/problem';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHeavyBodyParser, type HeavyBodyParser } from './heavy-body-parser.ts';
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
import { readBody } from './read-body.ts';
import { readUtf8 } from './read-utf8.ts';

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
 * Makes the app read JSON bodies, keeping their exact text, and takes away what the framework reads. Duplicate keys are
 * accepted (the last one counts, as everywhere in JavaScript), and a key `__proto__` is a key like any other.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.decorateRequest('bodyText', undefined);
  const heavyBodyParser = createHeavyBodyParser();
  app.decorate('heavyBodyParser', heavyBodyParser);
  app.addHook('onClose', async () => await heavyBodyParser[Symbol.asyncDispose]());
  app.addContentTypeParser('application/json', async (request: FastifyRequest) => {
    refuseOtherEncodings(request);
    const bytes = await readBody(request);
    return bytes.length === 0 ? undefined : await parseJsonBody(request, bytes);
  });
}

/**
 * Parses the bytes of a JSON body, and keeps their text as the request's `bodyText`. Where the address reads only some
 * properties, a body with very many values is parsed in a thread, and those properties are what comes back.
 */
export async function parseJsonBody(request: FastifyRequest, bytes: Buffer): Promise<unknown> {
  const text = readUtf8(bytes);
  const { readsOnly } = request.routeOptions.config;
  if (readsOnly === undefined || !isHeavy(bytes)) {
    keepText(request, text, outlineJson(text));
    return parse(text);
  }
  const { params, server } = request;
  const { project } = params as { readonly project: string };
  const { value, fault, ...outline } = await server.heavyBodyParser.parse(project, {
    bytes,
    names: readsOnly,
  });
  keepText(request, text, outline);
  if (fault !== undefined) throw malformed(text, fault);
  return value;
}

function keepText(request: FastifyRequest, text: string, { elements, tooDeepAt }: JsonOutline): void {
  if (tooDeepAt !== undefined) throw tooDeep(text, tooDeepAt);
  request.bodyText = { text, elements };
}

/** Tells whether the first character that is not blank opens a JSON object or array. */
export function looksLikeJson(bytes: Buffer): boolean {
  const first = bytes.find((byte) => !isBlank(byte));
  return first === OPEN_OBJECT || first === OPEN_ARRAY;
}

/** Throws a problem unless the body is sent as it is, in UTF-8. */
export function refuseOtherEncodings({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    const detail = `Bodies are not taken in content-encoding ${JSON.stringify(encoding)}: send them as they are.`;
    throw new Problem('unsupported_media_type', detail);
  }
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new Problem(
      'unsupported_media_type',
      `Charset ${JSON.stringify(charset)} is not taken: send UTF-8.`,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed(text, findJsonFault(text));
  }
}

function malformed(text: string, { offset, line, column, expected }: JsonFault): Problem {
  const found = offset >= text.length ? 'the body ends' : 'something else stands';
  const detail = `At line ${line}, column ${column} (offset ${offset}) ${found} where ${expected} must follow.`;
  return new Problem('malformed_json', detail);
}

function tooDeep(text: string, offset: number): Problem {
  const { line, column } = lineAndColumn(text, offset);
  const detail = `Arrays and objects are nested more than ${maxDepth} deep at line ${line}, column ${column}.`;
  return new Problem('malformed_json', detail);
}
