import { readFileSync } from 'node:fs';

/** What `script:init` can begin with. */
export const templateNames = ['blank', 'slack', 'discord', 'github'] as const;

export type TemplateName = (typeof templateNames)[number];

/** Fills a template in: the text of the script, and that of its test file. */
export function fillTemplate(name: TemplateName, { script, event }: { script: string; event: string }) {
  const read = (file: string) =>
    readFileSync(new URL(`../../templates/${file}`, import.meta.url), 'utf8')
      .replaceAll('EVENT', event)
      .replaceAll('SCRIPT', script);
  return { source: read(`${name}.js`), tests: read(`${name}.test.yaml`) };
}

/** Settings with which editors check scripts and complete names. */
export const editorSettings = `${JSON.stringify(
  {
    compilerOptions: {
      checkJs: true,
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
