import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { definitionOf, isIntegrationType } from '@upshot/integrations/registry';
import { declaredIntegrations, type DeclaredExample } from '@upshot/testing/declared-integrations';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDeclaration } from './read-declaration.ts';
import { toFiles } from './write-declared.ts';

/** An integration as the server exports it: without secrets. */
function asExported({ paused, ...made }: DeclaredExample): DeclaredExample {
  const fields = isIntegrationType(made.type) ? definitionOf(made.type).fields : {};
  const shown = Object.entries(made).map(([name, value]) =>
    fields[name]?.keptIn === 'sealed' && value !== null ? [name, '******'] : [name, value],
  );
  const { variables, ...rest } = Object.fromEntries(shown) as DeclaredExample;
  const exported = Object.entries((variables ?? {}) as Readonly<Record<string, ExampleVariable>>).map(
    ([name, { value, is_json, is_sensitive, attributes = {} }]) => [
      name,
      {
        ...(is_sensitive === true ? { is_sensitive } : { value }),
        ...(is_json === true ? { is_json } : {}),
        ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
      },
    ],
  );
  return {
    ...rest,
    ...(paused === true ? { paused } : {}),
    ...(variables === undefined ? {} : { variables: Object.fromEntries(exported) as object }),
  };
}

interface ExampleVariable {
  readonly value: string;
  readonly is_json?: boolean;
  readonly is_sensitive?: boolean;
  readonly attributes?: object;
}

function inFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'upshot-declared-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return use(folder).finally(() => rmSync(folder, { recursive: true }));
}

it('what is written into files is read from them as it was, except for secrets', async () => {
  const options = { only: undefined, withSecrets: false, environment: {} };
  await fc.assert(
    fc.asyncProperty(
      declaredIntegrations.filter((all) => all.length > 0),
      async (made) => {
        const exported = made.map(asExported);
        const read = await inFolder(toFiles('shop', exported), (folder) => readDeclaration(folder, options));
        const byName = (all: readonly object[]) =>
          new Map(all.map((item) => [(item as DeclaredExample).name, item]));
        expect(byName(read.bodies)).toEqual(byName(exported));
        expect(read.project).toBe('shop');
      },
    ),
    { numRuns: 300 },
  );
});
