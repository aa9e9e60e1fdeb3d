import { readFile } from 'node:fs/promises';
import { savedQueries } from '@upshot/ledger/reader/saved-queries';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

const addressOf = (query: string) => `p/shop/sql?query=${encodeURIComponent(query)}`;

describe.skipIf(found === undefined)('the page for SQL', () => {
  let t: ConsoleUnderTest;
  beforeAll(async () => {
    t = await startConsole(found);
    await t.system.addIntegration({ type: 'script', name: 'quick', script: "console.log('<b>hello</b>')" });
    await push(t.system, 'one');
    await t.system.logged(1);
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test.each(looks)('on a %s, %s, it is accessible and fits', async (size, scheme) => {
    await using opened = await t.open('p/shop/sql', { size, scheme, expected: [400] });
    const { page } = opened;
    await page.getByRole('button', { name: 'Saved queries' }).click();
    await page.getByRole('menuitem', { name: 'Latest outcomes' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Latest outcomes' }).click();
    await expectShown(page.getByRole('cell', { name: 'succeeded' }));
    await page.getByText('Views and columns').click();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Query' }).press('Control+End');
    await page.keyboard.type(' nonsense');
    await page.keyboard.press('Control+Enter');
    await expectShown(page.getByRole('alert'));
    expect(await findViolations(page)).toEqual([]);
  });

  test('every saved query of the pack can be chosen', async () => {
    await using opened = await t.open('p/shop/sql');
    await opened.page.getByRole('button', { name: 'Saved queries' }).click();
    const items = opened.page.getByRole('menuitem');
    await expectShown(items);
    expect(await items.allTextContents()).toEqual(savedQueries.map(({ title }) => title));
  });

  test('the query stands in the address: reloading and going back show the same', async () => {
    await using opened = await t.open('p/shop/sql');
    const { page } = opened;
    const editor = page.getByRole('textbox', { name: 'Query' });
    await editor.fill('select 9007199254740993 as big, integration, output from runs');
    await page.getByRole('button', { name: 'Run' }).click();
    await expectShown(page.getByRole('cell', { name: '9007199254740993' }));
    await expectShown(page.getByRole('cell', { name: '<b>hello</b>' }));
    await editor.press('Control+A');
    await page.keyboard.type("select 'second' as it");
    await page.keyboard.press('Control+Enter');
    await expectShown(page.getByRole('cell', { name: 'second' }));
    await page.reload();
    await expectShown(page.getByRole('cell', { name: 'second' }));
    await page.goBack();
    await expectShown(page.getByRole('cell', { name: '9007199254740993' }));
    await expectShown(editor.getByText('as big'));
  });

  test('a mistake is shown at its place', async () => {
    await using opened = await t.open(addressOf('select 1\nfrom nowhere'), { expected: [400] });
    const { page } = opened;
    await expectShown(page.getByText('The mistake is at line 2, column 6.'));
    await expectShown(page.getByText('relation "nowhere" does not exist'));
    expect(await page.locator('.cm-lintRange-error').textContent()).toBe('nowhere');
  });

  test('a query that takes too long is ended, and the page says so', async () => {
    await using opened = await t.open(addressOf('select pg_sleep(30)'), { expected: [400] });
    await expectShown(opened.page.getByText(/statement timeout/));
  });

  test('only as many rows as asked for are read, and all of them are in the file', async () => {
    const query = `select n, 'a "quoted", text' as text from generate_series(1, 5000) n`;
    await using opened = await t.open(`${addressOf(query)}&rows=1000`);
    const { page } = opened;
    await expectShown(page.getByText(/^1,000 rows in/));
    await expectShown(page.getByText('more were left out after 1,000'));
    expect(await page.getByRole('row').count()).toBe(201);
    await page.getByRole('button', { name: /^Show more: 200 of 1,000/ }).click();
    expect(await page.getByRole('row').count()).toBe(401);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toBe('rows.csv');
    const lines = (await readFile(await file.path(), 'utf8')).split('\n');
    expect([lines.length, lines[0], lines[1000]]).toEqual([1002, 'n,text', '1000,"a ""quoted"", text"']);
  });

  test('a query that is too long for an address runs, and the page says what is lost', async () => {
    await using opened = await t.open('p/shop/sql');
    const { page } = opened;
    await page.getByRole('textbox', { name: 'Query' }).fill(`select length('${'ä'.repeat(4000)}') as it`);
    await page.getByRole('button', { name: 'Run' }).click();
    await expectShown(page.getByRole('cell', { name: '4000' }));
    await expectShown(page.getByText(/too long for the address/));
  });

  test('names of views are completed', async () => {
    await using opened = await t.open('p/shop/sql');
    const { page } = opened;
    await page.getByText('Views and columns').click();
    await expectShown(page.getByText('queue_wait_ms', { exact: true }));
    await page.getByRole('textbox', { name: 'Query' }).click();
    await page.keyboard.type('select * from acti');
    await page.getByRole('option', { name: 'activities' }).waitFor();
  });
});
