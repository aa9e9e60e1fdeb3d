import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { budgets, findBudgetFaults, type BuiltFile } from './budgets.ts';

const random = (bytes: number) => randomBytes(bytes).toString('latin1');
const chunk = (
  fileName: string,
  code: string,
  more: { isEntry?: boolean; imports?: string[] } = {},
): BuiltFile => ({
  type: 'chunk',
  fileName,
  code,
  isEntry: false,
  imports: [],
  ...more,
});

test('a build within its budgets has no faults', () => {
  expect(findBudgetFaults([chunk('main.js', 'x', { isEntry: true }), chunk('page.js', 'x')])).toEqual([]);
});

test('what the first page imports counts for the first page, and nothing else', () => {
  const half = random(budgets.firstScript / 2);
  const main = chunk('main.js', half, { isEntry: true, imports: ['shared.js'] });
  expect(findBudgetFaults([main, chunk('shared.js', half)])).toEqual([
    expect.stringMatching(/^script of the first page: \d+ bytes, at most 245760$/),
  ]);
});

test('each later chunk and all styles together have budgets', () => {
  const styles: BuiltFile = { type: 'asset', fileName: 'a.css', source: random(budgets.styles) };
  expect(findBudgetFaults([styles, chunk('page.js', random(budgets.laterScript))])).toEqual([
    expect.stringContaining('styles'),
    expect.stringContaining('page.js'),
  ]);
});

test('the editor has a budget of its own', () => {
  const code = random(budgets.laterScript);
  expect(findBudgetFaults([chunk('assets/editor-Ab1.js', code)])).toEqual([]);
  expect(findBudgetFaults([chunk('assets/editor-Ab1.js', random(budgets.editor))])).toHaveLength(1);
});
