import { readFile } from 'node:fs/promises';
import type { ApiClass, ApiMember, ApiType } from '@upshot/sandbox/script-api/entry';
import { scriptGlobals } from '@upshot/sandbox/script-api/globals';
import { ioTypes } from '@upshot/sandbox/script-api/io-types';
import { underscoreVersion } from '@upshot/sandbox/script-api/underscore';
import { webClasses } from '@upshot/sandbox/script-api/web-classes';
import { scriptLimits } from '@upshot/trial/script-limits';
import { format, resolveConfig } from 'prettier';
import { declareMember, isMethod } from './declare-member.ts';

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
  return [
    '## Every name',
    `Beside these there are only the names of the language. \`_\` is Underscore ${underscoreVersion}.`,
    '`GET /api/script-api.json` lists them, too, and `GET /api/script-api.d.ts` is the file of `script:types`.',
    listOf(scriptGlobals),
    ...ioTypes.map(describeType),
    '### Standard classes',
    'They have the members of their standards; `upshot.d.ts` explains each.',
    webClasses.map(describeClass).join('\n'),
    '## Limits',
    '`GET /api/limits` lists them, too. A setting of the workers changes those that name one.',
    limits(),
  ].join('\n\n');
}

/** A type of the system's own is explained; of `console`, which follows its standard, the names are listed. */
function describeType(type: ApiType): string {
  const known = ioTypes.slice(0, ioTypes.indexOf(type)).find((other) => hasAll(other, type));
  const members =
    known !== undefined || type.name === 'ScriptConsole' ? namesOf(type.members) : listOf(type.members);
  const source = known === undefined ? '' : ` As in \`${known.name}\`:`;
  return `### ${type.name}\n\n${type.says}${source}\n\n${members}${iteration(type)}`;
}

function hasAll(other: ApiType, { members }: ApiType): boolean {
  return members.every(({ name, type }) =>
    other.members.some((same) => same.name === name && same.type === type),
  );
}

function describeClass({ name, says, parameters, statics, members }: ApiClass): string {
  const statical = statics.map((member) => ({ ...member, name: `${name}.${member.name}` }));
  return `- \`new ${name}(${parameters})\`: ${says} ${namesOf([...statical, ...members])}.`;
}

function namesOf(members: readonly ApiMember[]): string {
  return members.map(({ name, type }) => `\`${name}${isMethod(type) ? '()' : ''}\``).join(', ');
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
