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

  test('runs are selected by keys, counted, and replayed', async () => {
    await using opened = await t.open('p/shop/runs');
    const { page } = opened;
    const boxes = page.getByRole('checkbox', { name: /Select run/ });
    await boxes.nth(1).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expectShown(page.getByText('1 selected'));
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+X');
    await expectShown(page.getByText('2 selected'));
    expect([await boxes.nth(0).isChecked(), await boxes.nth(1).isChecked()]).toEqual([true, true]);
    await boxes.nth(0).click();
    await page.keyboard.press('r');
    await expectShown(page.getByRole('dialog').getByText('1 run, with the scripts as they are now.'));
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
    await page.waitForURL('**/runs?replay=*');
    await expectShown(boxes);
    expect(await boxes.count()).toBe(1);
  });

  test('brackets lead through the runs of the list, and back leads to the list', async () => {
    await using opened = await t.open('p/shop/runs');
    const { page } = opened;
    await expectShown(page.locator('tbody tr a'));
    const links = page.locator('tbody tr a');
    const total = await links.count();
    const second = await links.nth(1).getAttribute('href');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expectShown(page.getByText(`1 of ${total}`));
    await page.keyboard.press(']');
    await expectShown(page.getByText(`2 of ${total}`));
    expect(new URL(page.url()).pathname).toBe(second);
    await page.getByRole('link', { name: 'Attempts' }).click();
    await page.reload();
    await expectShown(page.getByText(`2 of ${total}`));
    await page.keyboard.press('[');
    await expectShown(page.getByText(`1 of ${total}`));
    expect(new URL(page.url()).search).toBe('?tab=attempts');
    await expectShown(page.getByRole('button', { name: 'Replay' }));
    await page.keyboard.press('r');
    await expectShown(page.getByRole('dialog').getByText('1 run, with the scripts as they are now.'));
  });

  test('e unfolds what a row holds, and the help names every key', async () => {
    await t.system.addIntegration({ type: 'script', name: 'loud', script: "throw new Error('one\\ntwo')" });
    await push(t.system, 'three');
    await expect
      .poll(async () => JSON.stringify(await t.system.call('GET', '/projects/shop/runs?outcome=failed')))
      .toContain('loud');
    await using opened = await t.open('p/shop/runs?outcome=failed');
    const { page } = opened;
    await expectShown(page.getByText('Error: one…'));
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await expectShown(page.getByRole('region', { name: 'The whole text' }).getByText('two'));
    await page.keyboard.press('e');
    await page.getByRole('region', { name: 'The whole text' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    const keys = await page.locator('kbd').allTextContents();
    expect(keys).toEqual(expect.arrayContaining(['e', 'x', 'X', 'r', '[', ']']));
  });

  test('a token that only reads selects and replays nothing', async () => {
    const made = await t.system.call('POST', '/tokens', { scope: 'read', name: 'r', project: 'shop' });
    await using opened = await t.openAs((made as { readonly token: string }).token, 'p/shop/runs');
    await expectShown(opened.page.locator('tbody tr a'));
    expect(await opened.page.getByRole('checkbox').count()).toBe(0);
    await opened.page.goto(`${t.system.url}/console/p/shop/runs/${run}`);
    await expectShown(opened.page.getByText('Outcome'));
    expect(await opened.page.getByRole('button', { name: 'Replay' }).count()).toBe(0);
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
