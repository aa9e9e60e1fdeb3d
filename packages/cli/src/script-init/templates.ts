import { readFileSync } from 'node:fs';

const own = new URL('../../templates/', import.meta.url);
const examples = new URL('../../../../examples/', import.meta.url);

/** What `script:init` can begin with, and where it is. */
const templates = {
  blank: new URL('blank', own),
  slack: new URL('chat/slack', examples),
  discord: new URL('chat/discord', examples),
  teams: new URL('chat/teams', examples),
  github: new URL('github/repository-dispatch', examples),
};

export type TemplateName = keyof typeof templates;

export const templateNames = Object.keys(templates) as readonly TemplateName[];

/** What a template becomes. */
interface Filled {
  readonly script: string;
  readonly event: string;
}

/** Fills a template in: the text of the script, and that of its test file. */
export function fillTemplate(name: TemplateName, { script, event }: Filled) {
  const read = (extension: string) => readFileSync(new URL(`${templates[name].href}${extension}`), 'utf8');
  const source = read('.js').replace(/^\/\/ upshot: events .*$/m, `// upshot: events ${event}`);
  const tests = read('.test.yaml')
    .replace(/^script: .*$/m, `script: ./${script}`)
    .replaceAll(/\bsample: [\w.]+/g, `sample: ${event}`);
  return { source, tests };
}

/** Settings with which editors check scripts and complete names. */
export const editorSettings = `${JSON.stringify(
  {
    compilerOptions: {
      checkJs: true,
      noImplicitAny: false,
      noEmit: true,
      target: 'es2021',
      lib: ['es2021'],
      types: [],
      module: 'preserve',
      moduleDetection: 'force',
    },
    include: ['*.js', 'upshot.d.ts'],
  },
  undefined,
  2,
)}\n`;
