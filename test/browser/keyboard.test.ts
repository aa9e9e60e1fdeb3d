import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

describe.skipIf(found === undefined)('the keyboard and the palette', () => {
  let t: ConsoleUnderTest;
  let run: string;
  beforeAll(async () => {
    t = await startConsole(found);
    await t.system.addIntegration({ type: 'script', name: 'quick', script: ';' });
    run = (await push(t.system, 'one')).matched[0]?.run ?? '';
    await push(t.system, 'two');
    await t.system.logged(2);
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test.each(looks)('on a %s, %s, palette and help are accessible and fit', async (size, scheme) => {
    await using opened = await t.open('p/shop/runs', { size, scheme });
    const { page } = opened;
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('menuitem', { name: 'quick' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Runs' }).click();
    await page.keyboard.press('?');
    await page.getByText('Single keys do something').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  test('the palette leads to what is typed: an integration by name, or anything by its id', async () => {
    await using opened = await t.open('p/shop/activities');
    const { page } = opened;
    await page.getByRole('heading', { name: 'Activities' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('menuitem', { name: 'quick' }).waitFor();
    await page.keyboard.type('quic');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'quick' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill(run);
    await page.getByRole('menuitem', { name: 'go to this id' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/p/shop/runs/*');
    expect(page.url()).toContain(run);
  });

  test('an address with an id alone leads to its page', async () => {
    const integrations = (await t.system.call('GET', '/projects/shop/integrations')) as { id: string }[];
    const body = { activities: ['one'] };
    const { replay } = (await t.system.call('POST', '/projects/shop/replays', body)) as { replay: string };
    await t.system.logged(3);
    for (const [id, address] of [
      [run, `/p/shop/runs/${run}`],
      ['two', '/p/shop/activities/two'],
      [integrations[0]?.id, `/p/shop/integrations/${integrations[0]?.id}`],
      [replay, `/p/shop/runs?replay=${replay}`],
    ]) {
      await using opened = await t.open(`go/${id}`);
      await opened.page.waitForURL(`**${address}`);
    }
    await using opened = await t.open('go/nothing');
    await expectShown(opened.page.getByText('has this id.'));
  });

  test('an id of several projects leads to a choice', async () => {
    await t.system.call('PUT', '/projects/other', {});
    await t.system.call('POST', '/projects/other/activities', { id: 'two', type: 'x', state: 'complete' });
    await using opened = await t.open('go/two');
    await opened.page.getByRole('link', { name: 'activity in other' }).click();
    await opened.page.waitForURL('**/p/other/**');
    expect(opened.page.url()).toMatch(/\/p\/other\/activities\/two$/);
  });

  test('keys lead to pages and rows, and do nothing while typing', async () => {
    await using opened = await t.open('p/shop/activities');
    const { page } = opened;
    await page.getByRole('heading', { name: 'Activities' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page
      .getByRole('row', { name: /succeeded/ })
      .first()
      .waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    const links = page.locator('tbody tr a');
    const second = await links.nth(1).getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${second}`);
    await page.goBack();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('g i?');
    expect(await page.getByLabel('Integration').inputValue()).toBe('g i?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expectShown(page.getByRole('heading', { name: 'Runs' }));
  });

  test('single keys can be switched off, for good', async () => {
    await using opened = await t.open('p/shop/runs');
    const { page } = opened;
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.keyboard.press('?');
    await page.getByText('Single keys do something').click();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.keyboard.press('?');
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    expect(await page.getByText('Single keys do something').count()).toBe(0);
    await page.keyboard.press('Escape');
    await expectShown(page.getByRole('heading', { name: 'Runs' }));
  });
});
