import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

const broken = `console.log('begin');
throw new TypeError('no <b>user</b> "' + activity.id + '" ' + Date.now());`;

describe.skipIf(found === undefined)('issues', () => {
  let t: ConsoleUnderTest;
  let script: string;
  beforeAll(async () => {
    t = await startConsole(found);
    script = await t.system.addIntegration({ type: 'script', name: 'job', script: ';' });
    await t.system.call('PATCH', `/projects/shop/integrations/${script}`, { script: broken });
    for (const id of ['one', 'two', 'three']) await push(t.system, id);
    await t.system.logged(3);
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test.each(looks)('on a %s, %s, the pages are accessible and fit', async (size, scheme) => {
    await using opened = await t.open('p/shop/issues', { size, scheme });
    const { page } = opened;
    await page.getByText('3 runs').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('link', { name: /TypeError/ }).click();
    await page.getByRole('button', { name: 'Replay' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('3 runs for 3 activities').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  test('failures that look alike are one issue, with its version, and its text stays text', async () => {
    await using opened = await t.open('p/shop/issues');
    const { page } = opened;
    await expectShown(page.getByText('TypeError: no <b>user</b> "…" # (line 2)'));
    await expectShown(page.getByText('started with version 2'));
    expect(await page.getByRole('row').count()).toBe(2);
    await page.getByRole('link', { name: /TypeError/ }).click();
    await expectShown(page.locator('pre').getByText('"three"'));
    await page.locator('dd a code').click();
    await expectShown(page.getByText('begin'));
  });

  test('the filters stand in the address', async () => {
    await using opened = await t.open('p/shop/issues');
    const { page } = opened;
    await page.getByText('3 runs').waitFor();
    await page.getByRole('button', { name: 'State: any' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'resolved' }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL('**/issues?state=resolved');
    await expectShown(page.getByText('No run has failed so in this range.'));
    await page.reload();
    await expectShown(page.getByText('No run has failed so in this range.'));
    await page.goBack();
    await expectShown(page.getByText('3 runs'));
  });

  test('what failed is replayed: counted first, in the whole, and followed', async () => {
    await t.system.call('PATCH', `/projects/shop/integrations/${script}`, {
      script: "console.log('fixed');",
    });
    await using opened = await t.open('p/shop/issues');
    const { page } = opened;
    await page.getByRole('link', { name: /TypeError/ }).click();
    await page.getByRole('button', { name: 'Replay' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3 runs for 3 activities').waitFor();
    await dialog.getByRole('button', { name: 'Replay' }).click();
    await page.waitForURL('**/runs?replay=*');
    await t.system.logged(6);
    await page.reload();
    await expectShown(page.getByText('fixed'));
    expect(await page.getByRole('row', { name: /succeeded/ }).count()).toBe(3);
    await page.goto(`${t.system.url}/console/p/shop/issues`);
    await page.getByRole('link', { name: /TypeError/ }).click();
    await expectShown(page.getByText('Nothing to replay'));
  });

  test('a resolved issue opens again by itself', async () => {
    await using opened = await t.open('p/shop/issues');
    const { page } = opened;
    await page.getByRole('link', { name: /TypeError/ }).click();
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await expectShown(page.locator('dd').getByText('acknowledged'));
    await page.getByRole('button', { name: 'Resolve' }).click();
    await expectShown(page.locator('dd').getByText('resolved'));
    await t.system.call('PATCH', `/projects/shop/integrations/${script}`, { script: broken });
    await push(t.system, 'four');
    await t.system.logged(7);
    await page.goto(`${t.system.url}/console/p/shop/issues?state=open`);
    await expectShown(page.getByText('open again'));
    expect(await page.getByText('4 runs').count()).toBe(1);
  });

  test('a token that only reads has no button that changes', async () => {
    const { token } = (await t.system.call('POST', '/tokens', { scope: 'read', name: 'r' })) as {
      readonly token: string;
    };
    await using opened = await t.openAs(token, 'p/shop/issues');
    await opened.page
      .getByRole('link', { name: /TypeError/ })
      .first()
      .click();
    await expectShown(opened.page.getByText('Its last message'));
    expect(await opened.page.getByRole('button', { name: /Resolve|Replay|Acknowledge/ }).count()).toBe(0);
  });
});
