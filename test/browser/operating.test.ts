import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

describe.skipIf(found === undefined)('operating', () => {
  let t: ConsoleUnderTest;
  let worker: string;
  beforeAll(async () => {
    t = await startConsole(found);
    await t.system.addIntegration({ type: 'script', name: 'quick', script: ';' });
    await push(t.system, 'one');
    await t.system.logged(1);
    const [row] = await t.system.query<{ id: string }>('select id from workers');
    worker = row?.id ?? '';
  });
  afterAll(() => t[Symbol.asyncDispose]());

  const tokenOf = async (fields: object) =>
    ((await t.system.call('POST', '/tokens', fields)) as { readonly token: string }).token;

  test.each(looks)('on a %s, %s, the pages are accessible and fit', async (size, scheme) => {
    await using opened = await t.open('p/shop/system', { size, scheme });
    const { page } = opened;
    await page.getByText(worker).waitFor();
    await page.getByText('No run is due.').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByText('create integration').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  test('the system shows its workers, and a lane that waits once none claims it', async () => {
    await using opened = await t.open('p/shop/system');
    const { page } = opened;
    await expectShown(page.getByText('1 worker claims work'));
    await expectShown(page.getByRole('row', { name: new RegExp(`${worker}.*active`) }));
    await t.system.call('POST', `/workers/${worker}/drain`);
    await expectShown(page.getByRole('row', { name: new RegExp(`${worker}.*drained`) }));
    await push(t.system, 'waits');
    await expectShown(page.getByRole('row', { name: /quick.*shop.*waiting/ }));
    await t.system.call('POST', `/workers/${worker}/resume`);
    await t.system.logged(2);
  });

  test('a change is shown with who made it, and with its status', async () => {
    const token = await tokenOf({ scope: 'admin', project: 'shop', name: '<b>Ann</b>' });
    const refused = await fetch(`${t.system.url}/api/projects/shop/integrations/quick`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"concurrency":-1}',
    });
    expect(refused.status).toBe(400);
    await using opened = await t.open('p/shop/changes');
    await expectShown(
      opened.page.getByRole('row', { name: /<b>Ann<\/b>.*update integration.*concurrency.*400/ }),
    );
  });

  test('a token sees the pages that it may read', async () => {
    const pages = async (token: string) => {
      await using opened = await t.openAs(token, 'p/shop/activities');
      const links = opened.page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
      await expectShown(links);
      return await links.allTextContents();
    };
    const own = ['Overview', 'Activities', 'Runs', 'Live', 'Integrations', 'Issues'];
    const settings = 'Settings';
    expect(await pages(await tokenOf({ scope: 'read', project: 'shop', name: 'r' }))).toEqual([
      ...own,
      settings,
    ]);
    expect(await pages(await tokenOf({ scope: 'admin', project: 'shop', name: 'a' }))).toEqual([
      ...own,
      settings,
    ]);
    const all = [...own, 'System', 'SQL', settings];
    expect(await pages(await tokenOf({ scope: 'admin', name: 'a' }))).toEqual(all);
    expect(await pages(await tokenOf({ scope: 'operate', name: 'o' }))).toEqual([...own, 'System', settings]);
  });
});
