import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openTrialSandbox } from '@upshot/trial/trial-sandbox';
import { afterAll, expect, it } from 'vitest';
import { findTests, runTest } from '../script-test/run-test-file.ts';
import { fillTemplate, templateNames } from './templates.ts';

const sandbox = openTrialSandbox({});
const folder = mkdtempSync(path.join(tmpdir(), 'upshot-templates-'));
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** With a deployment; with an environment only; without; of an integration. */
const events = [
  'environment.redeploy',
  'environment.branch',
  'project.modify.title',
  'integration.github.fetch',
];

it.each(templateNames.flatMap((template) => events.map((event) => [template, event] as const)))(
  'the tests of template %s pass for %s',
  async (template, event) => {
    const base = `${template}-${event}`;
    const { source, tests } = fillTemplate(template, { script: `${base}.js`, event });
    expect(source).toContain(`\n// upshot: events ${event}\n`);
    expect(tests).not.toContain('environment.push');
    writeFileSync(path.join(folder, `${base}.js`), source);
    const file = path.join(folder, `${base}.test.yaml`);
    writeFileSync(file, tests);
    let count = 0;
    for await (const test of findTests([file], { isWanted: () => true, snapshots: 'none' })) {
      count++;
      expect((await runTest(sandbox, test)).compare()).toMatchObject({ differences: [] });
    }
    expect(count).toBeGreaterThan(0);
  },
);
