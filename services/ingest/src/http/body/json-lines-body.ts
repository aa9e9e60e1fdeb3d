import { Problem } from '@upshot/shared/problem';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { unsupportedMediaType } from '../problems/unsupported-media-type.ts';
import { parseJson, refuseOtherCharsets } from './json-body.ts';
import { readBody } from './read-body.ts';
import { readUtf8 } from './read-utf8.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body may be JSON lines, which are then the elements of a list. */
    takesJsonLines?: boolean;
  }
}

/** The names that are in use: none is registered. */
const jsonLinesTypes = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];

/** Makes the app read JSON lines, one value a line, where an address takes them. Blank lines do not count. */
export function acceptJsonLines(app: FastifyInstance): void {
  app.addContentTypeParser(jsonLinesTypes, async (request: FastifyRequest) => {
    if (request.is404) return undefined;
    if (request.routeOptions.config.takesJsonLines !== true) throw unsupportedMediaType();
    refuseOtherCharsets(request);
    const bytes = await readBody(request);
    return bytes.length === 0 ? undefined : await parseJsonLines(request, readUtf8(bytes));
  });
}

async function parseJsonLines(request: FastifyRequest, lines: string): Promise<unknown> {
  const text = toJsonArray(lines);
  const values = await parseJson(request, text, Buffer.from(text), OPENING.length);
  requireOneALine(request, text);
  return values;
}

const OPENING = '[';

/** Each line stays where it was, so that faults can name it. */
function toJsonArray(lines: string): string {
  return `${OPENING}${lines.trimEnd().replaceAll(/(\S)([^\S\n]*)\n(?=\s*\S)/g, '$1$2,\n')}]`;
}

/** With a comma, two values on a line make a list, too, and so do the parts of one value on two lines. */
function requireOneALine({ bodyText }: FastifyRequest, text: string): void {
  const elements = bodyText?.elements ?? [];
  const wrong = elements.findIndex(({ start, end }, index) => {
    const isFirst = index === 0 || text.slice(elements[index - 1]?.end, start).includes('\n');
    return !isFirst || text.slice(start, end).includes('\n');
  });
  if (wrong < 0) return;
  const line = text.slice(0, elements[wrong]?.start).split('\n').length;
  throw new Problem(
    'malformed_json',
    `Line ${line} does not hold exactly one value: each must have its own line.`,
  );
}
