import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Pages for people, without the generated reference and the history. */
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((page) => existsSync(join(root, page)))
  .filter((page) => !['docs/cli.md', 'CHANGELOG.md', 'THIRD_PARTY.md'].includes(page));

const { scripts } = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** The reference of the command line: its sections by command, and what stands before them for all commands. */
const [shared = '', ...sections] = read('docs/cli.md').split(/^### (?=[a-z])/m);
const reference = new Map(
  sections.flatMap((section) => {
    const name = section.split('\n', 1)[0] ?? '';
    const [, also = ''] = / Also: (.*)\.$/m.exec(section) ?? [];
    const aliases = Array.from(also.matchAll(/`([^`]+)`/g), ([, alias = '']) => alias);
    return [name, ...aliases].map((command) => [command, section] as const);
  }),
);

/** Lines of examples that call the command line, joined where they go on. */
function callsOf(page: string): readonly string[] {
  const blocks = read(page).matchAll(/^ *```(?:sh|shell)\n([\s\S]*?)^ *```/gm);
  return [...blocks].flatMap(([, block = '']) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('upshot ')),
  );
}

test.each(pages)('every npm script that %s names exists', (page) => {
  const named = [...read(page).matchAll(/\bnpm run (?:-s )?([a-z][a-z:-]*)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test.each(pages)('every command and option in an example of %s exists', (page) => {
  const faults = callsOf(page).flatMap((call) => {
    const [, command = ''] = call.split(/\s+/);
    const section = reference.get(command);
    if (section === undefined) return [`${call}: no such command`];
    const options = call
      .replace(/\s#.*$/, '')
      .replaceAll(/'[^']*'|"[^"]*"/g, '')
      .matchAll(/\s(--[a-z-]+)/g);
    return [...options]
      .map(([, option = '']) => option)
      .filter((option) => !section.includes(option) && !shared.includes(option))
      .map((option) => `${call}: no option ${option}`);
  });
  expect(faults).toEqual([]);
});

test('there are many examples', () => {
  expect(pages.flatMap(callsOf).length).toBeGreaterThan(30);
});
