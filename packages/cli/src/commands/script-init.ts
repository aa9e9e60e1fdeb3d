import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { didYouMean } from '@upshot/shared/nearest';
import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { editorSettings, fillTemplate, templateNames, type TemplateName } from '../script-init/templates.ts';

interface Options {
  readonly event: string;
  readonly template: TemplateName;
  readonly force?: true;
}

/** `script:init` */
export const scriptInit = defineCommand<Options>({
  name: 'script:init',
  summary: 'Begins a script: the script, a test, and what an editor needs',
  details:
    'Writes <name>.js, <name>.test.yaml, upshot.d.ts and jsconfig.json into the current folder, or into that of the ' +
    'name. An existing jsconfig.json stays as it is.',
  arguments: { '[name]': 'the name of the script (default: that of the template)' },
  options: [
    new Option('--event <type>', 'the event type that it answers').default('environment.push'),
    new Option('--template <template>', 'what it begins with').choices(templateNames).default('blank'),
    new Option('--force', 'overwrite the script and its test'),
  ],
  async run({ terminal }, { args: [name], options: { event, template, force } }) {
    const base = (name ?? (template === 'blank' ? 'script' : template)).replace(/\.js$/, '');
    await refuseUnknownEvent(event);
    const { readScriptTypes } = await import('@upshot/trial/script-types');
    const { source, tests } = fillTemplate(template, { script: `${path.basename(base)}.js`, event });
    const { readTestFile } = await import('@upshot/trial/test-file/read-test-file');
    const variables = Object.entries(readTestFile(tests, `${base}.test.yaml`).variables ?? {});
    const folder = path.dirname(base);
    const own = { [`${base}.js`]: source, [`${base}.test.yaml`]: tests };
    const settings = path.join(folder, 'jsconfig.json');
    const files = {
      ...own,
      [path.join(folder, 'upshot.d.ts')]: readScriptTypes(),
      ...(existsSync(settings) ? {} : { [settings]: editorSettings }),
    };
    const taken = Object.keys(own).find((file) => existsSync(file));
    if (taken !== undefined && force !== true) throw new Failure(`${taken} exists: --force overwrites it`);
    writeAll(folder, files);
    for (const file of Object.keys(files)) terminal.note(`Wrote ${file}`, 'green');
    const given = variables.map(([variable, value]) => ` --var ${variable}=${String(value)}`);
    terminal.note(
      `\nTry it:  upshot script:run ${base}.js${given.join('')}\nTest it: upshot script:test ${base}.js`,
    );
  },
});

async function refuseUnknownEvent(event: string): Promise<void> {
  const { eventTypeNames, isEventTypeName } = await import('@upshot/event-types/catalogue');
  if (isEventTypeName(event)) return;
  throw new Failure(`There is no event type ${event}${didYouMean(event, eventTypeNames)}`);
}

function writeAll(folder: string, files: Readonly<Record<string, string>>): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
  } catch (cause) {
    throw new Failure(`Cannot write: ${(cause as Error).message}`, 1, { cause });
  }
}
