import type { Answerer } from '@upshot/trial/answerer';
import { readText } from '../input/read-text.ts';
import type { RequestOptions } from './options.ts';

/** What answers the requests of a trial; closing it closes its connections. */
export interface OpenAnswerer extends AsyncDisposable {
  readonly answerer: Answerer;
}

/** Opens what the options say: `--respond` before the rules file, and with `--live` the network for the rest. */
export async function openAnswerer(options: RequestOptions): Promise<OpenAnswerer> {
  const { respond = [], rules: file, live = false, strict = false, allow = [] } = options;
  const { answerByRules } = await import('@upshot/trial/rules/answer-by-rules');
  const { parseResponds } = await import('@upshot/trial/rules/parse-respond');
  const { joinRules } = await import('@upshot/trial/rules/rules');
  const first = await parseResponds(respond);
  const rules = joinRules(first, file === undefined ? { answers: [] } : await readRulesFile(file));
  if (!live) return { answerer: answerByRules(rules, strict), [Symbol.asyncDispose]: async () => {} };
  const { answerLive } = await import('@upshot/trial/answer-live');
  const { openLiveClient } = await import('@upshot/trial/open-live-client');
  const client = openLiveClient(allow);
  // A default that was named answers what no rule does; else nothing but the network does.
  const isStrict = rules.default === undefined;
  return {
    answerer: answerLive(answerByRules(rules, isStrict), client),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function readRulesFile(file: string) {
  const { readRules } = await import('@upshot/trial/rules/read-rules');
  return readRules(await readText(file), file);
}
