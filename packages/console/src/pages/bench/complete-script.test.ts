import { expect, it, test } from 'vitest';
import { completeScript, preview, type ScriptApi } from './complete-script.ts';

const member = (name: string, type: string) => ({ name, type, description: `about ${name}` });
const api: ScriptApi = {
  globals: [
    member('fetch', '(url: string) => ScriptResponse'),
    member('console', 'ScriptConsole'),
    member('require', "(module: 'storage') => ScriptStorage"),
  ],
  types: [
    { name: 'ScriptResponse', members: [member('headers', 'ScriptHeaders'), member('ok', 'boolean')] },
    { name: 'ScriptHeaders', members: [member('get', '(name: string) => string | null')] },
    { name: 'ScriptConsole', members: [member('log', '() => void')] },
    { name: 'ScriptStorage', members: [member('set', '() => void')] },
  ],
  underscore: { functions: ['map'] },
};
const given = { activity: { type: 'x', payload: { environment: { name: 'main' }, 'a-b': 1, list: [1, 2] } } };
const labels = (before: string) =>
  completeScript(before, api, given)?.candidates.map(({ label, detail }) => `${label} ${detail}`);

test.each([
  ['fe', ['fetch (url: string) => ScriptResponse', 'console ScriptConsole', expect.any(String)]],
  ['', undefined],
  ['1 + ', undefined],
  ['x = activity.', ['type "x"', 'payload {…}']],
  ['activity.payload.', ['environment {…}', 'list list of 2']],
  ['activity.payload.environment.na', ['name "main"']],
  ['activity.nothing.', undefined],
  ['activity.toString.', undefined],
  ['console.', ['log () => void']],
  ['fetch().', ['headers ScriptHeaders', 'ok boolean']],
  ['fetch().headers.', ['get (name: string) => string | null']],
  ['storage.', ['set () => void']],
  ['_.', ['map Underscore']],
  ['unknown.', undefined],
])('%j', (before, wanted) => {
  expect(labels(before)).toEqual(wanted);
});

it('replaces what is typed, and shows a long value in short', () => {
  expect(completeScript('activity.pay', api, given)?.typed).toBe(3);
  expect(preview('x'.repeat(100))).toHaveLength(49);
});
