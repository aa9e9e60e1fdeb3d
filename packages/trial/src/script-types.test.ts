import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readScriptTypes } from './script-types.ts';

const root = path.join(import.meta.dirname, '../../..');

/** One mistake a line. */
const mistakes = [
  `activity.paylod`,
  `project.title.lenght`,
  `fetch()`,
  `fetch('https://example.com', { metod: 'POST' })`,
  `fetch('https://example.com', { body: { text: 'hi' } })`,
  `fetch('https://example.com').then((response) => response.text())`,
  `fetch('https://example.com').header.get('x')`,
  `fetch('https://example.com').headers.get(1)`,
  `fetch('https://example.com').blob()`,
  `require('storage').put('a', 1)`,
  `require('storage').set('a')`,
  `require('fs')`,
  `crypto.createHash('sha256')`,
  `crypto.createHmac('sha512', 'key')`,
  `crypto.createHmac('sha256', 'key').digest('utf8')`,
  `console.print('a')`,
  `setTimeout(() => {}, 10)`,
  `new URL('https://example.com').querry`,
  `new TextDecoder().encode('a')`,
  `_.mapp([1])`,
  `process.env`,
  `variables.label = 'x'`,
];

const typed = `// The payload is known where the type is.
const push = /** @type {EnvironmentPushActivity} */ (activity);
console.log(push.payload.commits.length, push.payload.deployment.routes['https://a/'].primary);
push.payload.comits;
`;

it('the declarations accept the examples, and find each mistake at its line', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'upshot-types-'));
  writeFileSync(path.join(folder, 'upshot.d.ts'), readScriptTypes());
  const examples = readdirSync(path.join(root, 'examples'), { recursive: true, encoding: 'utf8' });
  const scripts = examples.filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(10);
  for (const name of scripts) cpSync(path.join(root, 'examples', name), path.join(folder, name));
  writeFileSync(path.join(folder, 'mistakes.js'), mistakes.map((line) => `${line};\n`).join(''));
  writeFileSync(path.join(folder, 'typed.js'), typed);
  const compilerOptions = {
    target: 'es2021',
    lib: ['es2021'],
    types: [],
    module: 'preserve',
    moduleDetection: 'force',
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: false,
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const found = await errorsOf(folder);
  expect(found['mistakes.js']).toEqual(mistakes.map((_, index) => index + 1));
  expect(found).toEqual({ 'mistakes.js': expect.anything() as unknown, 'typed.js': [4] });
  rmSync(folder, { recursive: true });
}, 60_000);

/** The lines of errors, each once, by file. */
async function errorsOf(folder: string): Promise<Readonly<Record<string, number[]>>> {
  const tsc = path.join(root, 'node_modules/.bin/tsc');
  const output = await new Promise<string>((resolve) => {
    execFile(tsc, ['-p', folder, '--pretty', 'false'], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
  const places = [...output.matchAll(/^([\w./-]+)\((\d+),/gm)].map(([, file = '', line]) => ({
    file,
    line: Number(line),
  }));
  return Object.fromEntries(
    Object.entries(Object.groupBy(places, ({ file }) => file)).map(([file, all = []]) => [
      file,
      [...new Set(all.map(({ line }) => line))],
    ]),
  );
}
