import { describe, expect, test } from 'vitest';
import { useScriptWorker } from '../script-api/support/script-worker.ts';

const { runScript } = useScriptWorker();

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

describe('a secret in a request is not in the lines that tell of it', () => {
  test.each([
    [
      'with characters that a URL writes in its own way',
      'ab|cd{ef}^gh',
      `'${NOWHERE}/hooks/' + variables.key + '/send'`,
      '/hooks/******/send',
    ],
    [
      'of several parts of a path',
      'T000/B0001/Xy1Xy1Xy1Xy1Xy1Xy1',
      `'${NOWHERE}/services/' + variables.key`,
      '/services/******',
    ],
    ['with a backslash, which a URL turns round', 'left\\right', `'${NOWHERE}/' + variables.key`, '/******'],
    ['with blanks', 'open sesame now', `'${NOWHERE}/' + variables.key`, '/******'],
    ['encoded by the script', 'a+b/c=d&e%f', `'${NOWHERE}/' + encodeURIComponent(variables.key)`, '/******'],
    ['in the query', 'abcdef', `'${NOWHERE}/?q=' + variables.key`, '/?…'],
  ])('%s', async (_, value, url, shown) => {
    const variables = [{ name: 'key', value, isSensitive: true }];
    const { lines } = await runScript(`try { fetch(${url}) } catch {}`, { variables });
    expect(lines.map(({ level }) => level)).toEqual(['host', 'host']);
    expect(lines[0]?.text).toBe(`HTTP request GET ${NOWHERE}${shown}`);
    expect(lines[1]?.text).toMatch(/^HTTP response none: /);
  });

  test('nor in what a script prints, throws or calls itself', async () => {
    const variables = [{ name: 'key', value: 'Open-Sesame-77', isSensitive: true }];
    const source = `console.log(variables.key, [variables.key], { [variables.key]: 1 }, Symbol(variables.key), new Error(variables.key)); console.count(variables.key); console.trace(variables.key);
      const error = new Error(variables.key); error.name = variables.key; throw error`;
    const { lines, error } = await runScript(source, { variables });
    expect(JSON.stringify([lines, error])).not.toMatch(/sesame/i);
    expect(lines).toHaveLength(3);
    expect(error?.name).toBe('******');
  });
});
