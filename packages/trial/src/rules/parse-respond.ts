import { readFile } from 'node:fs/promises';
import { DocumentFault } from '../document-fault.ts';
import { expressionOf } from './match-request.ts';
import type { RuleResponse, Rules } from './rules.ts';

/**
 * Reads the values of `--respond`: `STATUS[:BODY]` for every request, `URL STATUS[:BODY]` or `METHOD URL STATUS[:BODY]`
 * for some; a body `@file` is that file's text. Throws a `DocumentFault` for anything else.
 */
export async function parseResponds(values: readonly string[]): Promise<Rules> {
  const answers: Rules['answers'][number][] = [];
  let fallback: RuleResponse | undefined;
  for (const value of values) {
    const { method, url, status = '', body } = FORM.exec(value.trim())?.groups ?? {};
    const isStatus = Number(status) >= 200 && Number(status) <= 599;
    if (!isStatus)
      throw malformed(value, 'write STATUS[:BODY] or METHOD URL STATUS[:BODY], STATUS from 200 to 599');
    const respond = { status: Number(status), ...(body === undefined ? {} : { body: await readBody(body) }) };
    if (url === undefined) fallback = respond;
    else
      answers.push({
        request: { ...(method === undefined ? {} : { method }), url: checkUrl(url, value) },
        respond,
      });
  }
  return { answers, ...(fallback === undefined ? {} : { default: fallback }) };
}

const FORM = /^(?:(?:(?<method>[A-Za-z]+|\*)\s+)?(?<url>\S+)\s+)?(?<status>\d{3})(?::(?<body>.*))?$/s;

function checkUrl(url: string, value: string): string {
  try {
    expressionOf(url);
    return url;
  } catch (cause) {
    throw malformed(value, (cause as Error).message);
  }
}

async function readBody(text: string): Promise<string> {
  if (!text.startsWith('@')) return text;
  try {
    return await readFile(text.slice(1), 'utf8');
  } catch (cause) {
    throw new DocumentFault(
      `--respond: the file ${text.slice(1)} cannot be read: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

function malformed(value: string, reason: string): DocumentFault {
  return new DocumentFault(`Invalid --respond: ${value} (${reason})`);
}
