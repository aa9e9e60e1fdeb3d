import { declaredIntegrations, type DeclaredExample } from '@upshot/testing/declared-integrations';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openProject } from '../testing/declared-project.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

interface Variables {
  readonly [name: string]: { readonly value?: string };
}

/** An exported integration with the secrets that it was made with. */
function withSecrets(exported: DeclaredExample, made: DeclaredExample): DeclaredExample {
  const fields = Object.entries(exported).map(([name, value]) => [
    name,
    value === '******' ? made[name] : value,
  ]);
  const variables = Object.entries((exported['variables'] ?? {}) as Variables).map(([name, variable]) => {
    const given = new Map(Object.entries(made['variables'] as Variables)).get(name);
    return [name, { ...variable, value: given?.value }];
  });
  const whole = Object.fromEntries(fields) as DeclaredExample;
  return 'variables' in exported
    ? { ...whole, variables: Object.fromEntries(variables) as Variables }
    : whole;
}

it('what was exported, applied, changes nothing; elsewhere it makes the same', async () => {
  await fc.assert(
    fc.asyncProperty(declaredIntegrations, async (integrations) => {
      const [p, other] = [await openProject(t), await openProject(t)];
      const { revision } = await p.apply({ integrations });
      const exported = await p.export();
      expect(exported.revision).toBe(revision);
      for (const same of [exported.integrations, integrations]) {
        const { changes, revision: after } = await p.apply({ integrations: same });
        expect([changes, after]).toEqual([[], revision]);
      }
      const made = new Map(integrations.map((integration) => [integration.name, integration]));
      const moved = exported.integrations as readonly DeclaredExample[];
      await other.apply({
        integrations: moved.map((item) => withSecrets(item, made.get(item.name) ?? item)),
      });
      expect((await other.export()).integrations).toEqual(exported.integrations);
    }),
    { numRuns: 40 },
  );
});
