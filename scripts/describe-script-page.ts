import { readFile } from 'node:fs/promises';
import type { ApiMember, ApiType } from '@upshot/sandbox/script-api/entry';
import { scriptGlobals } from '@upshot/sandbox/script-api/globals';
import { ioTypes } from '@upshot/sandbox/script-api/io-types';
import { underscoreVersion } from '@upshot/sandbox/script-api/underscore';
import { webClasses } from '@upshot/sandbox/script-api/web-classes';
import { scriptLimits } from '@upshot/trial/script-limits';
import { format, resolveConfig } from 'prettier';
import { declareMember } from './declare-member.ts';

const mark = '<!-- generated from ';

/** The page about scripts: as it was up to the mark, then everything that the tables know. */
export async function describeScriptPage(): Promise<string> {
  const page = await readFile('docs/scripts.md', 'utf8');
  const written = page.slice(0, page.indexOf('\n', page.indexOf(mark)) + 1);
  const config = await resolveConfig(import.meta.filename);
  const generated = await format(reference(), {
    ...config,
    parser: 'markdown',
    proseWrap: 'always',
    printWidth: 120,
  });
  return `${written}\n${generated}`;
}

function reference(): string {
  const classes = webClasses.map((type) => {
    const made = `\`new ${type.name}(${type.parameters})\``;
    return `### ${type.name}\n\n${type.says} ${made}\n\n${listOf([...type.statics, ...type.members])}`;
  });
  return [
    '## Every name',
    `Beside these there are only the names of the language. \`_\` is Underscore ${underscoreVersion}.`,
    listOf(scriptGlobals),
    ...ioTypes.map((type) => `### ${type.name}\n\n${type.says}\n\n${listOf(type.members)}${iteration(type)}`),
    ...classes,
    '## Limits',
    '`GET /api/limits` lists them, too. A setting of the workers changes those that name one.',
    limits(),
  ].join('\n\n');
}

function listOf(members: readonly ApiMember[]): string {
  return members.map((member) => `- \`${declareMember(member)}\`${sentence(member)}`).join('\n');
}

function sentence({ says, limits: bounds = [] }: ApiMember): string {
  const limited = bounds.length === 0 ? '' : ` Limits: ${bounds.map((name) => `\`${name}\``).join(', ')}.`;
  return says === '' ? limited : `: ${says}${limited}`;
}

function iteration({ iterates }: ApiType): string {
  return iterates === undefined ? '' : `\n- \`for … of\` gives \`${iterates}\``;
}

function limits(): string {
  const rows = scriptLimits.map(
    ({ name, value, says, setting }) =>
      `| \`${name}\` | ${value.toLocaleString('en')} | ${says}${setting === undefined ? '' : ` \`${setting}\``} |`,
  );
  return ['| Limit | Default | Bounds |', '| --- | --- | --- |', ...rows].join('\n');
}
