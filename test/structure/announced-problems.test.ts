import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { problems } from '@upshot/shared/problem';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const folder = 'services/ingest/src';

/** A declaration at the top level of a module. */
interface Declaration {
  readonly file: string;
  readonly text: string;
}

/** The declarations of a module by name, and what it imports from other modules of ingest. */
interface Module {
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
}

const modules = new Map(
  globSync(`${folder}/**/*.ts`, { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => [file, readModule(file)]),
);

/** The formatter puts every declaration of the top level, and nothing else, at the beginning of a line. */
function readModule(file: string): Module {
  const text = readFileSync(join(root, file), 'utf8');
  const heads = [...text.matchAll(/^(?:export )?(?:async )?(?:function\*?|const|class) (\w+)/gm)];
  const declarations = heads.map(({ 1: name = '', index }, at): [string, Declaration] => {
    const next = heads[at + 1]?.index ?? text.length;
    return [name, { file, text: text.slice(index, next) }];
  });
  const imports = [...text.matchAll(/^import (?:type )?\{([^}]+)\} from '(\.[^']+)';/gm)].flatMap(
    ([, names = '', from = '']) =>
      [...names.matchAll(/(\w+)(?: as (\w+))?\s*(?:,|$)/g)].map(
        ([, name = '', local = name]) =>
          [local, { file: normalize(join(dirname(file), from)), name }] as const,
      ),
  );
  return { declarations: new Map(declarations), imports: new Map(imports) };
}

/** The declaration with everything that it names, directly or not. */
function reach(start: Declaration): ReadonlySet<Declaration> {
  const reached = new Set([start]);
  for (const { file, text } of reached) {
    const module = modules.get(file);
    for (const [name = ''] of text.matchAll(/(?<![.\w'])\w+/g)) {
      const { file: source = file, name: known = name } = module?.imports.get(name) ?? {};
      const named = modules.get(source)?.declarations.get(known);
      if (named !== undefined) reached.add(named);
    }
  }
  return reached;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

const { paths } = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

/** The endpoints, by what makes them, with all that their descriptions announce. */
const endpoints = Object.values(paths)
  .flatMap((operations) => Object.values(operations))
  .filter(({ operationId }) => !operationId.endsWith('OfEnvironment'))
  .map(({ operationId, responses }) => ({
    operationId,
    announced: Object.values(responses)
      .map(({ description }) => description)
      .join(' '),
  }));

function definitionOf(operationId: string): Declaration | undefined {
  return [...modules.values()]
    .flatMap(({ declarations }) => [...declarations.values()])
    .find(({ text }) => text.includes(`operationId: '${operationId}'`));
}

/** What the code could throw, and these endpoints do not. */
const unthrown: Readonly<Record<string, readonly string[]>> = {
  // The project was there a moment ago, and the replay of what was missed names no activity.
  resumeIntegration: ['project_not_found', 'activity_not_found'],
  // The integration that it adds is of a type that there is.
  putProject: ['unsupported_integration_type'],
  // It reads the version that it has added.
  addScriptVersion: ['version_not_found'],
  // It reads the value that it has written.
  putStoredValue: ['stored_value_not_found'],
};

/** Methods of objects that an endpoint is given are not followed. */
test.each(endpoints)('$operationId announces every problem that it throws', ({ operationId, announced }) => {
  const definition = definitionOf(operationId);
  expect(definition).toBeDefined();
  if (definition === undefined) return;
  const thrown = [...reach(definition)].flatMap(({ text }) =>
    [...text.matchAll(/new Problem\(\s*'(\w+)'/g)].map(([, code]) => code as keyof typeof problems),
  );
  const silent = thrown.filter((code) => !announced.includes(`${code}: ${problems[code].title}.`));
  expect([...new Set(silent)].toSorted()).toEqual((unthrown[operationId] ?? []).toSorted());
});
