import { expect, test } from 'vitest';
import { explainTypeError } from './explain-type-error.ts';

const given = {
  activity: {
    text: 'pushed',
    log: null,
    environments: ['main'],
    payload: { deployment: { webapps: { web: {}, worker: {} }, routes: {} }, 'a b': { c: 1 } },
  },
  project: { id: 'p', title: 'P' },
  variables: { chat_url: 'https://chat.example/secret-value' },
};

/** `^` stands before the character that the engine points at. */
function hint(marked: string): string | undefined {
  const at = marked.indexOf('^');
  const before = marked.slice(0, at).split('\n');
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return explainTypeError(marked.replace('^', ''), place, given);
}

const webapps = 'activity.payload.deployment.webapps has: web, worker';

test.each([
  ['a chain', 'activity.payload.deployment.webapps.app.^name', webapps],
  ['a chain over a constant', 'const d = activity.payload.deployment;\nd.webapps.app.^name', webapps],
  ['constants over constants', 'var p = activity.payload, d = p.deployment; d.webapps.app.^name', webapps],
  ['a pattern', 'const { deployment: d } = activity.payload; d.webapps.app.^name', webapps],
  ['a nested pattern', 'const { payload: { deployment } } = activity; deployment.webapps.app.^x', webapps],
  ['a default that is not needed', 'const d = activity.payload.deployment || {}; d.webapps.app.^x', webapps],
  ['a call', 'activity.payload.deployment.webapps.app.^forEach(f)', webapps],
  ['a text in brackets', 'activity.payload["a b"].d.^e', 'activity.payload["a b"] has: c'],
  ['null', 'activity.log.^split("x")', 'activity.log is null'],
  ['a value that is there', 'activity.text.^length', 'activity.text is a string'],
  ['a value that is no function', 'activity.^text()', undefined],
  ['a step after null', 'activity.log.lines.^split("x")', 'activity.log is null'],
  ['a step after a text', 'activity.text.lines.^length', 'activity.text is a string'],
  ['an index', 'activity.environments[3].^name', 'activity.environments has 1 element'],
  [
    'an empty object',
    'activity.payload.deployment.routes.main.^to',
    'activity.payload.deployment.routes is empty',
  ],
  ['the nearest name', 'project.titel.^length', 'project has: id, title; did you mean title?'],
  ['names of variables, and no values', 'variables.chat.^length', 'variables has: chat_url'],
  [
    'a declaration that takes apart',
    'const { a } = activity.paylod.^x',
    'activity has: text, log, environments, payload; did you mean payload?',
  ],
  ['a shadowed global', 'function f(activity) { return activity.a.^b }', undefined],
  ['a variable that is assigned', 'let d = activity.payload; d = 1; d.a.^b', undefined],
  ['a default that was used', 'const d = activity.log || {}; d.a.^b', undefined],
  ['a default of itself', 'var activity = activity || {}; activity.a.^b', undefined],
  ['another object', 'const o = {}; o.a.^b', undefined],
  ['a computed step', 'activity[k].a.^b', undefined],
  ['a source that does not parse', 'activity.a.^b(', undefined],
])('%s', (_, marked, expected) => {
  expect(hint(marked)).toBe(expected);
});

test('of many names some are shown', () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key${index}`, index]));
  const shown = explainTypeError('activity.none.x', { line: 1, column: 15 }, { activity: many });
  expect(shown).toMatch(/^activity has: key0, .*key11, and 8 more/);
});
