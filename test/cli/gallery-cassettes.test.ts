import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment, upshotFile } from '@upshot/testing/run-upshot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

const examples = join(import.meta.dirname, '..', '..', 'examples');
const index = await readFile(join(examples, 'README.md'), 'utf8');
const scripts = [...index.matchAll(/^\| \[([\w/-]+\.js)\]/gm)].map(([, name = '']) => name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upshot-cassettes-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command line where there is no server. */
async function run(args: readonly string[], cwd: string, zone: string) {
  const env = { ...childEnvironment('http://127.0.0.1:2'), TZ: zone };
  return await new Promise<{ code: unknown; text: string }>((resolve) => {
    execFile(upshotFile, args, { cwd, env }, (fault, stdout, stderr) =>
      resolve({ code: fault?.code ?? 0, text: stdout + stderr }),
    );
  });
}

test('there are examples', () => {
  expect(scripts.length).toBeGreaterThan(10);
});

test.each(scripts)(
  'what %s did is repeated elsewhere, in another time zone, to the last byte',
  async (script) => {
    const file = join(examples, script);
    const { variables = {} } = parse(await readFile(file.replace('.js', '.test.yaml'), 'utf8')) as {
      readonly variables?: Readonly<Record<string, unknown>>;
    };
    const [cassette, values] = ['cassette.json', 'variables.json'].map((name) => join(folder, name));
    await writeFile(values ?? '', JSON.stringify(variables));
    // Digests of a secret can only be made again with its value.
    const known = ['--vars-file', values ?? ''];
    const recording = [...known, '--respond', '200:{"id":1}', '--record', cassette ?? ''];
    const recorded = await run(['script:run', script, ...recording], examples, 'UTC');
    // Some fail, for the answers are not those of their service: that is repeated, too.
    expect([0, 10]).toContain(recorded.code);
    const replayed = await run(
      ['script:run', file, ...known, '--replay', cassette ?? ''],
      folder,
      'Asia/Tokyo',
    );
    expect(replayed.text).not.toContain('not as recorded');
    expect(replayed.code).toBe(recorded.code);
  },
);
