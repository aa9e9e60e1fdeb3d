import { readFile, writeFile } from 'node:fs/promises';
import { describeConfiguration } from './describe-configuration.ts';
import { describeEventTypes } from './describe-event-types.ts';
import { describeIntegrationTypes } from './describe-integration-types.ts';
import { describeOpenApi } from './describe-openapi.ts';
import { describeProblems } from './describe-problems.ts';

/** Everything in the documentation that is made from the code. */
const generated: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/configuration.md': describeConfiguration,
  'docs/event-types.md': describeEventTypes,
  'docs/integration-types.md': describeIntegrationTypes,
  'docs/problems.md': describeProblems,
  'docs/openapi.json': describeOpenApi,
};

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, describe] of Object.entries(generated)) {
  const text = await describe();
  const current = await readFile(path, 'utf8').catch(() => '');
  if (text === current) continue;
  if (isCheck) stale.push(path);
  else await writeFile(path, text);
}
if (stale.length > 0) {
  console.error(`${stale.join(', ')}: out of date. Run "npm run generate" and commit the result.`);
  process.exitCode = 1;
}
