import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

const hostile = '<img src=x onerror=alert(1)> \u202e';
const exact = '{"n":12345678901234567890,"one":1.0}';

describe.skipIf(found === undefined)('the variables and the storage of an integration', () => {
  let t: ConsoleUnderTest;
  let id: string;
  const address = (tab: string) => `p/shop/integrations/keeper?tab=${tab}`;
  const api = (path: string) => `/projects/shop/integrations/${id}/${path}`;
  const readOnly = async () => {
    const made = await t.system.call('POST', '/tokens', { scope: 'read', name: 'r', project: 'shop' });
    return (made as { readonly token: string }).token;
  };
  const stored = async (key: string) =>
    (await t.system.call('GET', api(`storage/${key}`))) as { readonly value?: string };

  beforeAll(async () => {
    t = await startConsole(found);
    id = await t.system.addIntegration({
      type: 'script',
      name: 'keeper',
      script:
        "const s = require('storage'); s.set('token', variables.token); console.log(s.get('total') + 1);",
    });
    await t.system.call('POST', api('variables'), {
      name: 'token',
      value: 'hunter2-hunter2',
      is_sensitive: true,
    });
    await t.system.call('POST', api('variables'), { name: 'text', value: hostile });
    await t.system.call('PUT', api('storage'), {
      values: {
        exact,
        hostile: JSON.stringify(hostile),
        total: '4',
        long: JSON.stringify('long '.repeat(500)),
      },
    });
    await push(t.system, 'one');
    await t.system.logged(1);
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test.each(looks)('on a %s, %s, the tabs and their dialogs are accessible and fit', async (size, scheme) => {
    await using opened = await t.open(address('variables'), { size, scheme });
    const { page } = opened;
    await expectShown(page.getByText('<img src=x onerror=alert(1)> ⟨U+202E⟩'));
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Change text' }).click();
    await expectShown(page.getByRole('dialog'));
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Storage' }).click();
    await expectShown(page.getByText(/^5 keys of 1,000 · .* characters of 1,048,576$/));
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Change exact' }).click();
    await expectShown(page.getByRole('dialog'));
    expect(await findViolations(page)).toEqual([]);
  });

  test('a variable is added, changed and deleted; a sensitive one is never shown', async () => {
    await using opened = await t.open(address('variables'), { expected: [400, 409] });
    const { page } = opened;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add variable' }).click();
    await dialog.getByLabel('Name').fill('1 bad');
    await dialog.getByLabel('Value', { exact: true }).fill('{"a":');
    await dialog.getByText('The value is JSON').click();
    await dialog.getByRole('button', { name: 'Add variable' }).click();
    await expectShown(dialog.locator('.field', { hasText: 'Name' }).locator('.field-error'));
    await dialog.getByLabel('Name').fill('config');
    await dialog.getByRole('button', { name: 'Add variable' }).click();
    await expectShown(dialog.locator('.field', { hasText: 'Value' }).getByText('must be JSON text'));
    await dialog.getByLabel('Value', { exact: true }).fill('{"a": 1.0}');
    await dialog.getByRole('button', { name: 'Add variable' }).click();
    await expectShown(page.getByRole('row', { name: /config JSON \{"a": 1\.0\}/ }));

    await page.getByRole('button', { name: 'Change token' }).click();
    expect(await dialog.getByLabel('Value', { exact: true }).inputValue()).toBe('');
    await dialog.getByLabel('Name').fill('api_token');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await expectShown(page.getByRole('row', { name: /api_token sensitive, not shown/ }));
    expect(await page.content()).not.toContain('hunter2');
    await t.system.call('PATCH', api('variables/api_token'), { name: 'token' });

    await page.getByRole('button', { name: 'Delete config' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('row', { name: /config/ }).waitFor({ state: 'detached' });
  });

  test('a stored value is shown exactly, changed and deleted, and the next run has it', async () => {
    await using opened = await t.open(address('storage'), { expected: [400, 409] });
    const { page } = opened;
    await expectShown(page.getByText(exact));
    await expectShown(page.getByRole('row', { name: /token holds a secret, not shown/ }));
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Change total' }).click();
    await dialog.getByLabel('Value, as JSON').fill('{');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await expectShown(dialog.locator('.field-error').getByText('must be JSON text'));
    await t.system.call('PUT', api('storage/total'), { value: '10' });
    await dialog.getByLabel('Value, as JSON').fill('41');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await expectShown(dialog.getByText('It was changed meanwhile'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expectShown(page.getByRole('row', { name: /total 10/ }));
    await page.getByRole('button', { name: 'Change total' }).click();
    await dialog.getByLabel('Value, as JSON').fill('41');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await expectShown(page.getByRole('row', { name: /total 41/ }));
    const { matched } = await push(t.system, 'two');
    await t.system.logged(2);
    await page.goto(`${t.system.url}/console/p/shop/runs/${matched[0]?.run}`);
    await expectShown(page.getByText('42', { exact: true }));
  });

  test('values are exported, imported and deleted', async () => {
    await using opened = await t.open(address('storage'));
    const { page } = opened;
    const folder = await mkdtemp(join(tmpdir(), 'upshot-storage-'));
    await expectShown(page.getByText('without 1 value that hold secrets'));
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as JSON' }).click(),
    ]);
    const path = join(folder, 'storage.json');
    await file.saveAs(path);
    const text = await readFile(path, 'utf8');
    expect(text).toContain(`"exact": ${exact}`);
    await writeFile(path, text.replace('12345678901234567890', '98765432109876543210'));
    await importFile(page, path);
    await expectShown(page.getByText('98765432109876543210'));
    expect(await stored('exact')).toMatchObject({
      value: exact.replace('12345678901234567890', '98765432109876543210'),
    });
    await page.getByRole('button', { name: 'Delete exact' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('row', { name: /^exact/ }).waitFor({ state: 'detached' });
  });

  test('a token that only reads sees no stored value, and no button that changes', async () => {
    await using opened = await t.openAs(await readOnly(), address('storage'));
    const { page } = opened;
    await expectShown(page.getByRole('row', { name: /total shown to tokens of scope/ }));
    expect(await page.getByRole('button', { name: /Change|Delete|Add|Import|Export/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'Variables' }).click();
    await expectShown(page.getByRole('row', { name: /text/ }));
    expect(await page.getByRole('button', { name: /Change|Delete|Add/ }).count()).toBe(0);
  });
});

async function importFile(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Choose a file' }).click(),
  ]);
  await chooser.setFiles(path);
  await expectShown(dialog.getByText('storage.json'));
  await dialog.getByRole('button', { name: 'Import' }).click();
  await dialog.waitFor({ state: 'detached' });
}
