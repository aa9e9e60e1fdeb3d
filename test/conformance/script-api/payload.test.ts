import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adminToken } from '@upshot/testing/processes';
import { eventually } from '@upshot/testing/eventually';
import { startSystem } from '@upshot/testing/system';
import { useScriptWorker } from './support/script-worker.ts';

const { addIntegration, printed } = useScriptWorker();

const samples = ['environment.push-2017', 'environment.push-2026', 'environment.cron'];

function sample(name: string): Promise<string> {
  return readFile(join(import.meta.dirname, '../../fixtures/activities', `${name}.json`), 'utf8');
}

describe('activity is what was posted', () => {
  it.each(samples)('to the letter, in its order: %s', async (name) => {
    const activity = await sample(name);
    expect(await printed('console.log(JSON.stringify(activity))', { activity })).toEqual([
      JSON.stringify(JSON.parse(activity)),
    ]);
  });

  it.each([
    ['Unicode', '{"a":"ü€\u{1f600}","\u65e5":"\\u65e5"}'],
    ['NUL and lone surrogates, as escapes', '{"a":"\\u0000\\ud800"}'],
    ['names in their order, numbers first', '{"b":1,"a":2,"10":3,"9":4}'],
    ['numbers as JavaScript has them', '{"a":12345678901234567890,"b":0.1,"c":1e400,"d":-0,"e":1.10}'],
    ['a repeated name, whose last value counts', '{"a":1,"a":2}'],
    ['the name __proto__', '{"__proto__":{"polluted":true},"constructor":1}'],
    ['blanks and line breaks', '{\n  "a" :\t[ 1 , 2 ]\r\n}'],
    ['line separators', '{"a":"\u2028\u2029"}'],
    ['the end of a script element', '{"a":"</script><!--"}'],
    ['depth', `${'{"a":'.repeat(500)}null${'}'.repeat(500)}`],
    ['size', JSON.stringify({ log: 'x'.repeat(50_000) })],
  ])('with %s', async (_, activity) => {
    const source = 'console.log(JSON.stringify(activity), ({}).polluted, Object.is(activity.d, -0))';
    const wanted = JSON.parse(activity) as { d?: unknown };
    expect(await printed(source, { activity })).toEqual([
      `${JSON.stringify(wanted)} undefined ${Object.is(wanted.d, -0)}`,
    ]);
  });

  it('has no deployment while it is pending, which scripts ask for in this way', async () => {
    const source = `if (typeof activity.payload.deployment === "undefined") console.log('too early')`;
    expect(await printed(source, { activity: { state: 'pending', log: null, payload: {} } })).toEqual([
      'too early',
    ]);
  });
});

describe('activity and project are plain values', () => {
  const activity = { id: 'a1', payload: { list: [1], user: { name: 'x' } } };

  it('of plain objects, lists, texts', async () => {
    const source = `console.log(Object.getPrototypeOf(activity) === Object.prototype, activity.payload.list instanceof Array,
      activity instanceof Object, _.isObject(project), JSON.stringify(_.omit(activity, 'payload')))`;
    expect(await printed(source, { activity })).toEqual(['true true true true {"id":"a1"}']);
  });

  it('and there from the start, however a script looks for them', async () => {
    const source = `console.log('activity' in globalThis, globalThis.hasOwnProperty('project'), Object.keys(globalThis).includes('variables'),
      typeof activity, activity === globalThis.activity, activity === this.activity, activity.payload === activity.payload)`;
    expect(await printed(source, { activity })).toEqual(['true true true object true true true']);
  });

  it('that a script may change, for itself alone', async () => {
    const run = await addIntegration({
      activity,
      project: { owner: 'o' },
      variables: [{ name: 'v', value: '1' }],
    });
    const source = `console.log(activity.id, activity.payload.list.length, project.owner, variables.v, activity.seen, [].seen)
      activity.id = 'changed'; activity.payload.list.push(2); activity.seen = true; delete project.owner; variables.v = 'changed'
      Array.prototype.seen = true; project = variables = null
      console.log(activity.id, activity.payload.list.length)`;
    for (let time = 0; time < 3; time++) {
      expect((await run(source)).printed).toEqual(['a1 1 o 1 undefined undefined', 'changed 2']);
    }
  });

  it('of each activity its own, though the integration’s runs share a process', async () => {
    const run = await addIntegration();
    const seen = [];
    for (const id of ['one', 'two', 'three']) {
      seen.push((await run('console.log(activity.id)', { activity: { id } })).printed[0]);
    }
    expect(seen).toEqual(['one', 'two', 'three']);
  });
});

describe('project', () => {
  it('has its id, title and dates, and whatever else the project was given', async () => {
    const project = {
      owner: 'c9926428',
      region: 'eu-3.example',
      subscription: { plan: 'standard' },
      namespace: null,
    };
    const [text = ''] = await printed('console.log(JSON.stringify(project))', { project });
    const seen = JSON.parse(text) as Record<string, unknown>;
    expect(seen).toMatchObject({ ...project, title: 'Shop', updated_at: null });
    expect(typeof seen['id']).toBe('string');
    expect(Date.parse(String(seen['created_at']))).toBeGreaterThan(0);
  });
});

describe('the whole way', () => {
  it('an activity that is posted with all its oddities is the one that the script sees', async () => {
    await using system = await startSystem();
    const integration = await system.addIntegration({
      type: 'script',
      script: 'console.log(JSON.stringify(activity))',
    });
    const odd = `{ "z": 12345678901234567890, "10": "\\u0000 ü", "9": 1.50, "__proto__": 1 }`;
    const posted = (await sample('environment.push-2026')).replace(
      '"project": "abcdefgh1234567"',
      '"project": "shop"',
    );
    const activity = posted.replace('{', `{ "odd": ${odd},`);
    const response = await fetch(`${system.url}/api/projects/shop/activities`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: activity,
    });
    expect(await response.text()).toContain('"matched"');
    const output = await eventually(async () => {
      const [entry] = await system.query<{ output: string }>(
        'select output from activity_log where integration_id = $1 and is_final',
        [integration],
      );
      if (entry === undefined) throw new Error('the run has no outcome');
      return entry.output;
    });
    expect(output).toBe(JSON.stringify(JSON.parse(activity)));
  });
});
