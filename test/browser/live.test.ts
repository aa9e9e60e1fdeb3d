import { eventually } from '@upshot/testing/eventually';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

const streamUrl = /\/api\/projects\/shop\/stream/;

async function untilLive(page: Page): Promise<void> {
  await page.locator('[data-stream=live]').waitFor({ state: 'attached' });
}

/** Counts the requests of a page that match. */
function countRequests(page: Page, wanted: RegExp): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (wanted.test(request.url())) count++;
  });
  return () => count;
}

describe.skipIf(found === undefined)('live', () => {
  let t: ConsoleUnderTest;
  let count = 0;
  beforeAll(async () => {
    t = await startConsole(found);
    const script =
      'if (activity.text === "bad") throw new Error("<b>no</b>"); console.log("ran " + activity.id)';
    await t.system.addIntegration({ type: 'script', name: 'chat', script });
  });
  afterAll(() => t[Symbol.asyncDispose]());

  async function happen(over: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const id = `happened${++count}`;
    await push(t.system, id, over);
    return id;
  }

  test.each(looks)('on a %s, %s, the page Live is accessible and fits', async (size, scheme) => {
    await using opened = await t.open('p/shop/tail', { size, scheme });
    const { page } = opened;
    await untilLive(page);
    await happen({ text: 'bad' });
    await page.getByText('Error: <b>no</b>').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page
      .getByRole('row', { name: /run .*failed/ })
      .getByRole('link', { name: 'chat' })
      .click();
    await page.waitForURL('**/runs/*');
  });

  test.each(['phone', 'desktop'] as const)('on a %s, the overview says how the project is', async (size) => {
    await using opened = await t.open('p/shop', { size });
    const { page } = opened;
    await untilLive(page);
    await happen({ text: 'bad' });
    await page.getByText(/1 integration failing\./).waitFor();
    await page
      .getByRole('row', { name: /Error: <b>no<\/b>/ })
      .first()
      .waitFor();
    await page.getByText('The numbers').click();
    await page.locator('.histogram tbody tr').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await happen();
    await page.getByText(/No integration is failing\./).waitFor();
  });

  test('its filters are in the address, and what came while it was paused is shown afterwards', async () => {
    await using opened = await t.open('p/shop/tail?event=run&find=ran');
    const { page } = opened;
    await untilLive(page);
    await happen({ text: 'bad' });
    const first = await happen();
    await page.getByText(`ran ${first}`).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('button', { name: 'Pause' }).click();
    const requests = countRequests(page, /\/api\//);
    const missed = await happen();
    await t.system.logged(count);
    await page.getByText('Paused').waitFor();
    expect(requests()).toBe(0);
    expect(await page.getByText(`ran ${missed}`).count()).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText(`ran ${missed}`).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(2);
  });

  test('a list counts what is new, changes rows where they are, and never moves', async () => {
    await using opened = await t.open('p/shop/runs');
    const { page } = opened;
    await page.locator('tbody tr').first().waitFor();
    const before = await page.locator('tbody tr').allInnerTexts();
    const id = await happen();
    await page.getByRole('button', { name: /^\d+ new$/ }).waitFor();
    const after = await page.locator('tbody tr').allInnerTexts();
    expect(after).toHaveLength(before.length);
    await page.getByRole('button', { name: /^\d+ new$/ }).click();
    await page.getByText(`ran ${id}`).waitFor();
    // What a paused list does not ask for, it does not show.
    await page.getByRole('button', { name: 'Live' }).click();
    const requests = countRequests(page, /run-summaries|stream/);
    await happen();
    await t.system.logged(count);
    expect(requests()).toBe(0);
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByRole('button', { name: /^1 new$/ }).waitFor();
  });

  test('tabs of a browser share one stream, which another tab takes over', async () => {
    await using opened = await t.open('p/shop/tail');
    const { page, context } = opened;
    await untilLive(page);
    const second = await context.newPage();
    const streams = countRequests(second, streamUrl);
    await second.goto(page.url());
    await second.getByRole('heading', { name: 'Live' }).waitFor();
    let seen = '';
    await eventually(async () => {
      const id = await happen();
      seen = `ran ${id}`;
      for (const tab of [page, second])
        await tab.getByText(seen, { exact: false }).waitFor({ timeout: 5000 });
    });
    expect(streams()).toBe(0);
    await page.close();
    const next = await happen();
    await second.getByText(`ran ${next}`).waitFor();
    expect(streams()).toBe(1);
    expect(await second.getByText(seen).count()).toBe(1);
  });

  test('a stream that is away is shown, and comes back with what was missed', async () => {
    await using opened = await t.open('p/shop/tail');
    const { page } = opened;
    await untilLive(page);
    const first = await happen();
    await page.getByText(`ran ${first}`).waitFor();
    await page.route(streamUrl, (route) =>
      route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: '' }),
    );
    // A pause closes the connection, so that the next one is refused.
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('The live connection is interrupted').waitFor();
    const missed = await happen();
    await t.system.logged(count);
    await page.unroute(streamUrl);
    await page.getByText(`ran ${missed}`).waitFor({ timeout: 60_000 });
    await page.getByText('The live connection is interrupted').waitFor({ state: 'detached' });
    expect(await page.getByText(`ran ${first}`).count()).toBe(1);
  });
});
