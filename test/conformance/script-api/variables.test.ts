import { describe, expect, it } from 'vitest';
import { useScriptWorker } from './support/script-worker.ts';

const { printed, runScript } = useScriptWorker();

describe('variables', () => {
  it('is an object of names and values', async () => {
    const variables = [
      { name: 'api_token', value: 'abc' },
      { name: 'env:SITE', value: 'ü' },
    ];
    const source = `console.log(typeof variables, variables.api_token, variables['env:SITE'], variables.none, Object.keys(variables).sort().join())`;
    expect(await printed(source, { variables })).toEqual(['object abc ü undefined api_token,env:SITE']);
  });

  it('is empty, and there, when the integration has none', async () => {
    expect(await printed('console.log(variables, variables.any, Object.keys(variables).length)')).toEqual([
      '{} undefined 0',
    ]);
  });

  it('is a plain object', async () => {
    const source = `console.log(Object.getPrototypeOf(variables) === Object.prototype, variables.hasOwnProperty('a'), _.isEmpty(variables))`;
    expect(await printed(source, { variables: [{ name: 'a', value: '' }] })).toEqual(['true true false']);
  });

  it('has text for values that are not JSON, whatever they look like', async () => {
    const variables = ['42', 'true', 'null', '{"a":1}', ''].map((value, index) => ({
      name: `v${index}`,
      value,
    }));
    expect(
      await printed('console.log([0, 1, 2, 3, 4].map((i) => variables["v" + i]))', { variables }),
    ).toEqual(['["42", "true", "null", "{\\"a\\":1}", ""]']);
  });

  it.each([
    ['42', '42'],
    ['"text"', '"text"'],
    ['true', 'true'],
    ['null', 'null'],
    ['[1, {"a": "ü"}]', '[1, {"a": "ü"}]'],
    [' {"b": 1, "a": 2} ', '{"b": 1, "a": 2}'],
  ])('has JSON values decoded: %s', async (value, shown) => {
    const variables = [{ name: 'v', value, isJson: true }];
    expect(await printed('console.log([variables.v])', { variables })).toEqual([`[${shown}]`]);
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'with "quotes"', '1'])(
    'may be named %s',
    async (name) => {
      const source = `console.log(variables[${JSON.stringify(name)}], Object.getPrototypeOf(variables) === Object.prototype)`;
      expect(await printed(source, { variables: [{ name, value: 'mine' }] })).toEqual(['mine true']);
    },
  );

  it('has sensitive values for the script only', async () => {
    const variables = [{ name: 'token', value: 'canary-91745', isSensitive: true }];
    const source = `console.log(variables.token.length, variables.token); throw new Error('bad token ' + variables.token)`;
    const { printed, error } = await runScript(source, { variables });
    expect(printed).toEqual(['12 ******']);
    expect(error?.message).toBe('bad token ******');
    expect(error?.stack).not.toContain('canary');
  });

  it('has sensitive JSON decoded, too', async () => {
    const variables = [
      { name: 'key', value: '{"id":"public","secret":"canary-5521"}', isJson: true, isSensitive: true },
    ];
    expect(
      await printed('console.log(variables.key.secret.length, variables.key.secret)', { variables }),
    ).toEqual(['11 ******']);
  });

  it('may be changed by a script, for itself', async () => {
    expect(
      await printed(`variables.a = 'mine'; delete variables.b; console.log(variables)`, {
        variables: [{ name: 'b', value: '1' }],
      }),
    ).toEqual(['{"a": "mine"}']);
  });

  it('gives way to a function of the same name, which older scripts copied from the documentation', async () => {
    const source = `
      function variables() {
        var vars = {};
        activity.payload.deployment.variables.forEach(function (variable) { vars[variable.name] = variable.value; });
        return vars;
      }
      console.log(variables().greeting)`;
    const activity = { payload: { deployment: { variables: [{ name: 'greeting', value: 'hello' }] } } };
    expect(await printed(source, { activity, variables: [{ name: 'greeting', value: 'other' }] })).toEqual([
      'hello',
    ]);
  });
});
