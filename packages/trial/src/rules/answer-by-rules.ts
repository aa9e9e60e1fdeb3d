import type * as http from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FetchReply, FetchRequest } from '@upshot/sandbox/sandbox';
import { fetchFailure, type Answer, type Answerer } from '../answerer.ts';
import { matchesRequest } from './match-request.ts';
import type { Rule, RuleError, RuleResponse, Rules } from './rules.ts';

/** Answers requests by rules; nothing is sent. In a strict trial a request that no rule matches has no answer. */
export function answerByRules({ answers, default: fallback = {} }: Rules, isStrict: boolean): Answerer {
  const uses = answers.map(() => 0);
  const findRule = (request: FetchRequest) =>
    answers.findIndex(
      (rule, index) => (uses[index] ?? 0) < (rule.times ?? Infinity) && matchesRequest(rule.request, request),
    );
  return {
    mode: 'dry',
    async answer(request, signal): Promise<Answer | undefined> {
      const index = findRule(request);
      const rule = answers[index];
      if (rule === undefined) return isStrict ? undefined : answerByDefault(fallback, request);
      uses[index] = (uses[index] ?? 0) + 1;
      return { reply: await apply(rule, request, signal), by: `rule ${index + 1}` };
    },
    unused: () =>
      answers.flatMap(({ request }, index) => (uses[index] === 0 ? [nameOf(index, request)] : [])),
  };
}

function nameOf(index: number, { method = '', url = '' }: Rule['request']): string {
  return `rule ${index + 1} ${method} ${url}`.replaceAll(/ +/g, ' ').trim();
}

function answerByDefault(fallback: RuleResponse | 'refuse', request: FetchRequest): Answer {
  if (fallback === 'refuse') return { reply: fetchFailure(explain('refused', request)), by: 'default' };
  return { reply: response(fallback, request), by: 'default' };
}

async function apply(rule: Rule, request: FetchRequest, signal: AbortSignal): Promise<FetchReply> {
  const { respond = {}, error, delay_ms: delayMs = 0 } = rule;
  if (delayMs > 0) await sleep(delayMs, undefined, { signal }).catch(() => undefined);
  return error === undefined ? response(respond, request) : fetchFailure(explain(error, request));
}

/** A redirect is a response like any other: rules stand for the servers that answer in the end. */
function response(
  { status = 200, headers = {}, body, json }: RuleResponse,
  request: FetchRequest,
): FetchReply {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const hasType = given.some(([name]) => name === 'content-type');
  const type = json === undefined || hasType ? [] : [['content-type', 'application/json'] as const];
  return {
    ok: true,
    status,
    statusText: statusTextOf(status),
    headers: [...given, ...type],
    url: URL.parse(request.url)?.href ?? request.url,
    redirected: false,
    body: Buffer.from(json === undefined ? (body ?? '') : JSON.stringify(json)),
  };
}

/** The words that production has for the failure. */
function explain(error: RuleError, { url }: FetchRequest): string {
  const { origin, hostname, port, protocol } = new URL(url);
  const authority = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
  switch (error) {
    case 'timeout':
      return 'the request was not answered in full within 30000 ms';
    case 'refused':
    case 'dns':
      return `could not connect to ${authority}`;
    case 'tls':
      return `the TLS handshake with ${authority} failed (closed)`;
    case 'reset':
      return `${origin} gave no valid HTTP response`;
  }
}

const requireHere = createRequire(import.meta.url);

/** Most trials make no request: the module takes a tenth of a second to load. */
function statusTextOf(status: number): string {
  const { STATUS_CODES } = requireHere('node:http') as typeof http;
  return STATUS_CODES[status] ?? '';
}
