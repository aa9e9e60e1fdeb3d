import { expect, test } from 'vitest';
import { titleOf } from './show.ts';

const demo = { script: 'countpushes00', webhook: 'demoreceiver0' };

test.each([
  ['countpushes00', 'renamed', 'script examples/count-pushes.js'],
  ['demoreceiver0', 'renamed', 'webhook to the demo receiver'],
  ['hello00000000', 'hello', 'integration hello'],
])('a run of %s, named %s, is shown as "%s"', (integration, integration_name, title) => {
  expect(titleOf({ integration, integration_name }, demo)).toBe(title);
});
