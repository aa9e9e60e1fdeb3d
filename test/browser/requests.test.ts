import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver } from '../integration/receiver.ts';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

const statuses = [500, 201, 201];

describe.skipIf(found === undefined)('requests', () => {
  let t: ConsoleUnderTest;
  let fetching: string;
  let retried: string;
  let silent: string;
  const receiver = startReceiver(() => ({ status: statuses.shift() ?? 200 }));
  beforeAll(async () => {
    const { at } = await receiver;
    t = await startConsole(found, {
      environment: { UPSHOT_WEBHOOK_RETRY_SECONDS: '0.1', UPSHOT_EGRESS_ALLOW: at },
    });
    const script = `fetch('http://${at}/made?token=x', { method: 'POST', body: 'four' });
      try { fetch('<b>bold</b>'); } catch {}`;
    const silentScript = 'console.log(1)';
    const hook = await t.system.addIntegration({
      type: 'webhook',
      name: 'hook',
      url: `http://${at}/path`,
      environments: ['a'],
    });
    await t.system.addIntegration({
      type: 'script',
      name: 'quiet',
      script: silentScript,
      environments: ['a'],
    });
    await t.system.addIntegration({ type: 'script', name: 'asks', script, environments: ['b'] });
    const { matched } = await push(t.system, 'first', { environments: ['a'] });
    retried = matched.find(({ integration }) => integration === hook)?.run ?? '';
    silent = matched.find(({ integration }) => integration !== hook)?.run ?? '';
    await t.system.logged(2);
    fetching = (await push(t.system, 'second', { environments: ['b'] })).matched[0]?.run ?? '';
    await t.system.logged(3);
  });
  afterAll(async () => {
    await t[Symbol.asyncDispose]();
    await (await receiver)[Symbol.asyncDispose]();
  });

  test.each(looks)('on a %s, %s, requests and their chart are accessible and fit', async (size, scheme) => {
    await using opened = await t.open(`p/shop/runs/${fetching}`, { size, scheme });
    const { page } = opened;
    await page.getByRole('link', { name: 'Requests' }).click();
    await page.getByText('201', { exact: false }).first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'environment.push second' }).click();
    await page.getByRole('img', { name: /^1 integration, 1 attempt and 2 requests within/ }).waitFor();
    await page.getByText('The numbers').click();
    await page.getByRole('columnheader', { name: 'Bytes read' }).waitFor({ state: 'attached' });
    expect(await findViolations(page)).toEqual([]);
  });

  test('a run shows where each request went, how it was answered, and how long that took', async () => {
    await using opened = await t.open(`p/shop/runs/${fetching}?tab=requests`);
    const { page } = opened;
    const rows = page.getByRole('table', { name: 'Requests' }).getByRole('row');
    await expectShown(page.getByText(/^http:\/\/127\.0\.0\.1:\d+\/made\?…$/));
    const [, made, failed] = await rows.allTextContents();
    expect(made).toMatch(/^\d+ ms ?POSThttp:.*✓ 201\d+ ms4 bytes\d+ bytes$/);
    expect(failed).toContain('✗ the URL "<b>bold</b>" is not valid');
  });

  test('each attempt has its requests, the newest first; an attempt without one says so', async () => {
    await using opened = await t.open(`p/shop/runs/${retried}?tab=requests`);
    const { page } = opened;
    await expectShown(page.getByRole('table', { name: 'Requests of attempt 2' }));
    const captions = await page.locator('caption').allTextContents();
    expect(captions).toEqual(['Requests of attempt 2', 'Requests of attempt 1']);
    await expectShown(page.getByText('✗ 500'));
    await using quiet = await t.open(`p/shop/runs/${silent}?tab=requests`);
    await expectShown(quiet.page.getByText('The attempt made no request.'));
  });

  test('an activity shows a row for each integration, with its attempts, its waits and its requests', async () => {
    await using opened = await t.open('p/shop/activities/first');
    const { page } = opened;
    await page.getByRole('img', { name: /^2 integrations, 3 attempts and 2 requests within/ }).waitFor();
    const rows = page.locator('.waterfall-row');
    const hook = rows.filter({ hasText: 'hook' });
    expect(await hook.locator('.waterfall-attempt').count()).toBe(2);
    expect(await hook.locator('.waterfall-request.bad').getAttribute('title')).toMatch(
      /^POST http:\/\/127\.0\.0\.1:\d+: 500, \d+ ms$/,
    );
    expect(await rows.filter({ hasText: 'quiet' }).locator('.waterfall-request').count()).toBe(0);
  });
});
