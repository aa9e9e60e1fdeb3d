import type axe from 'axe-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** The script of axe. It is put into the page before its own: the CSP forbids it afterwards. */
export const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

const check = `axe.run({ runOnly: { type: 'tag', values: ${JSON.stringify(tags)} } })`;

const overflow = 'document.documentElement.scrollWidth - window.innerWidth';

/** What axe finds wrong with the page as it is now, one line each; also content wider than the screen. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await page.evaluate<axe.AxeResults>(check);
  const faults = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
  );
  const pixels = await page.evaluate<number>(overflow);
  return pixels > 0 ? [...faults, `the page is ${pixels} pixels wider than the screen`] : faults;
}
