import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

describe.skipIf(found === undefined)('the settings of an integration', () => {
  let t: ConsoleUnderTest;
  let hook: string;
  beforeAll(async () => {
    t = await startConsole(found);
    await t.system.addIntegration({ type: 'script', name: 'job', script: ';' });
    hook = await t.system.addIntegration({
      type: 'webhook',
      name: 'hook',
      url: 'https://hook.invalid/',
      events: ['environment.branch'],
      headers: 'Authorization: Bearer hunter2',
    });
    for (const id of ['one', 'two', 'three']) await push(t.system, id);
    await t.system.logged(3);
  });
  afterAll(() => t[Symbol.asyncDispose]());

  const read = async (id: string) =>
    (await t.system.call('GET', `/projects/shop/integrations/${id}`)) as Readonly<Record<string, unknown>>;
  const address = (name: string, tab = 'settings') => `p/shop/integrations/${name}?tab=${tab}`;

  test.each(looks)('on a %s, %s, the tabs are accessible and fit', async (size, scheme) => {
    await using opened = await t.open(address('hook'), { size, scheme });
    const { page } = opened;
    await expectShown(page.getByText('Matches 0 of the last 3 activities'));
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Set key' }).click();
    await page.getByRole('button', { name: 'Generate' }).click();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await expectShown(page.getByText('It has not run yet.'));
    expect(await findViolations(page)).toEqual([]);
  });

  test('the preview follows what is typed, and a fault stands at its field', async () => {
    await using opened = await t.open(address('hook'), { expected: [400] });
    const { page } = opened;
    await page.getByLabel('Events').fill('environment.*');
    await expectShown(page.getByText('Matches 3 of the last 3 activities: environment.push (3).'));
    await page.getByRole('textbox', { name: 'URL' }).fill('ftp://nowhere');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectShown(page.locator('.field', { hasText: 'URL' }).locator('.field-error'));
    expect(await read(hook)).toMatchObject({ events: ['environment.branch'] });
    await page.getByRole('textbox', { name: 'URL' }).fill('https://hook.invalid/other');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectShown(page.getByText('Saved.'));
    expect(await read(hook)).toMatchObject({
      events: ['environment.*'],
      url: 'https://hook.invalid/other',
      headers: '******',
    });
    expect(await page.content()).not.toContain('hunter2');
    await page.getByText('Remove the headers').click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expectShown(page.getByText('None is set.'));
    expect(await read(hook)).toMatchObject({ headers: null });
  });

  test('what another person changed meanwhile is not overwritten', async () => {
    await using opened = await t.open(address('job'), { expected: [409] });
    const { page } = opened;
    await page.getByLabel('Concurrency').fill('3');
    await t.system.call('PATCH', '/projects/shop/integrations/job', { concurrency: 7 });
    await page.getByRole('button', { name: 'Save' }).click();
    await expectShown(page.getByText('It was changed meanwhile'));
    expect(await read('job')).toMatchObject({ concurrency: 7 });
    await page.getByRole('button', { name: 'Show what is there now' }).click();
    await expectShown(page.getByText('The settings are shown as they are now.'));
    expect(await page.getByLabel('Concurrency').inputValue()).toBe('7');
    await page.getByLabel('Concurrency').fill('3');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectShown(page.getByText('Saved.'));
    expect(await read('job')).toMatchObject({ concurrency: 3 });
  });

  test('an integration that is renamed stays on the page', async () => {
    await using opened = await t.open(address('job'));
    const { page } = opened;
    await page.getByRole('textbox', { name: 'Name' }).fill('renamed');
    await page.getByRole('button', { name: 'Isolation' }).click();
    await page.getByRole('option', { name: 'isolate' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expectShown(page.getByRole('heading', { name: 'renamed' }));
    await expectShown(page.getByText('Saved.'));
    await page.reload();
    await expectShown(page.getByRole('heading', { name: 'renamed' }));
    await t.system.call('PATCH', '/projects/shop/integrations/renamed', { name: 'job' });
  });

  test('a signing key is set and rotated, and both sign meanwhile', async () => {
    await using opened = await t.open(address('hook'), { expected: [400] });
    const { page } = opened;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Set key' }).click();
    await dialog.getByLabel('New key, in base64').fill('###');
    await dialog.getByRole('button', { name: 'Set key' }).click();
    await expectShown(dialog.locator('.field-error'));
    await dialog.getByRole('button', { name: 'Generate' }).click();
    const former = await dialog.getByLabel('New key, in base64').inputValue();
    expect(Buffer.from(former, 'base64')).toHaveLength(32);
    await dialog.getByRole('button', { name: 'Set key' }).click();
    await expectShown(page.getByText('A key is set, and not shown.'));
    await page.getByRole('button', { name: 'Rotate key' }).click();
    await dialog.getByRole('button', { name: 'Generate' }).click();
    await dialog.getByLabel('Former key').fill(former);
    await dialog.getByRole('button', { name: 'Rotate key' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(former);
  });

  test('a webhook is pinged, and its delivery shown', async () => {
    await using opened = await t.open(address('hook', 'overview'));
    const { page } = opened;
    await page.getByRole('button', { name: 'Ping' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ping' }).click();
    await page.waitForURL('**/runs/*');
    await expectShown(page.getByRole('link', { name: /integration\.ping/ }));
    await page.goto(`${t.system.url}/console/${address('hook', 'runs')}`);
    await expectShown(page.getByRole('row', { name: /hook integration\.ping/ }));
  });

  test('a token that only reads sees the settings, and no button that changes', async () => {
    const made = await t.system.call('POST', '/tokens', { scope: 'read', name: 'r', project: 'shop' });
    await using opened = await t.openAs((made as { readonly token: string }).token, address('hook'));
    await expectShown(opened.page.getByText('https://hook.invalid/other'));
    expect(await opened.page.getByRole('button', { name: /Save|key|Ping|Pause/ }).count()).toBe(0);
  });
});
