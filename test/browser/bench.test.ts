import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { project } from '@upshot/testing/system';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

const script = `const storage = require('storage');
storage.set('n', (storage.get('n') || 0) + 1);
const response = fetch('https://hooks.example/', { method: 'POST', body: '<b>told</b>' });
console.log('<img src=x onerror=alert(1)>', storage.get('n'), response.status);
`;
const address = `p/${project}/integrations/tell/script`;

describe.skipIf(found === undefined)('the bench of a script', () => {
  let t: ConsoleUnderTest;
  beforeAll(async () => {
    t = await startConsole(found);
    await t.system.addIntegration({ type: 'script', name: 'tell', script, events: ['environment.push'] });
    await t.system.call('POST', `/projects/${project}/integrations/tell/variables`, {
      name: 'token',
      value: 'open-sesame-4711',
      is_sensitive: true,
    });
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test.each(looks)('on a %s, %s, it is accessible and fits', async (size, scheme) => {
    await using opened = await t.open(address, { size, scheme });
    const { page } = opened;
    await expectShown(page.getByText('Version 1. No problem found.'));
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Try' }).click();
    await expectShown(page.getByText('Nothing was sent or stored.', { exact: true }));
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Script' }).press('Control+End');
    await page.keyboard.type('consol.log(1);');
    await page.getByRole('button', { name: 'Publish' }).click();
    await expectShown(page.getByRole('dialog'));
    expect(await findViolations(page)).toEqual([]);
  });

  test('a trial shows output, requests, storage and limits as text, and nothing happens', async () => {
    await using opened = await t.open(address);
    const { page } = opened;
    await page.getByRole('textbox', { name: 'Script' }).press('Control+Enter');
    await expectShown(page.getByRole('region', { name: 'Result' }).getByText('succeeded'));
    await expectShown(page.getByText(/<img src=x onerror=alert\(1\)> 1 200/));
    await expectShown(page.getByText('POST https://hooks.example/', { exact: true }));
    await expectShown(page.getByText('<b>told</b>'));
    await expectShown(page.getByText('null → 1'));
    await expectShown(page.getByText(/^Requests: 1 of/));
    expect(await t.system.query('select * from storage')).toEqual([]);
    expect(await t.system.query('select * from activity_log')).toEqual([]);
  });

  test('it is looked over as one types, completes with values, and shows what fails', async () => {
    await using opened = await t.open(`${address}?sample=environment.merge`);
    const { page } = opened;
    const editor = page.getByRole('textbox', { name: 'Script' });
    // The values of the sample are there. The network is never idle: the page follows the project.
    await page.waitForFunction(() =>
      performance
        .getEntriesByType('resource')
        .some(({ name }) => name.endsWith('/event-types/environment.merge')),
    );
    await editor.press('Control+A');
    await page.keyboard.type('consol.log(variables.token, activity.ty');
    await page.getByRole('option', { name: /type.*environment\.merge/ }).click();
    await page.keyboard.type(');');
    await expectShown(page.getByText('Edited, based on version 1. 1 error, 0 warnings.'));
    await expectShown(page.locator('.cm-lintRange-error'));
    await editor.press('Control+Enter');
    await expectShown(page.getByText('ReferenceError: consol is not defined'));
    expect(await page.content()).not.toContain('open-sesame');
  });

  test('a recorded activity and a pasted one can be chosen', async () => {
    await push(t.system, 'one');
    await t.system.logged(1);
    await using opened = await t.open(`${address}?activity=one&state=complete`);
    const { page } = opened;
    await page.getByRole('button', { name: 'Try' }).click();
    await expectShown(page.getByText(/on activity one\./));
    await expectShown(page.getByText('1 → 2'));
    await page.getByRole('button', { name: /Activity/ }).click();
    await page.getByRole('option', { name: 'pasted JSON' }).click();
    await page.getByRole('textbox', { name: 'Activity as JSON' }).fill('{"id":"mine"}');
    await page.getByRole('button', { name: 'Try' }).click();
    await expectShown(page.getByText(/on given\./));
  });

  test('what is published names its base: a version made meanwhile is shown, and not replaced', async () => {
    await using opened = await t.open(address, { expected: [409] });
    const { page } = opened;
    const editor = page.getByRole('textbox', { name: 'Script' });
    await expectShown(page.getByText('Version 1. No problem found.'));
    await editor.press('Control+End');
    await page.keyboard.type('console.log(2);');
    await t.system.call('POST', `/projects/${project}/integrations/tell/versions`, {
      source: `${script}console.log('other');`,
    });
    const publish = async () => {
      await page.getByRole('button', { name: 'Publish' }).click();
      const dialog = page.getByRole('dialog');
      await expectShown(dialog.getByText('+console.log(2);'));
      await dialog.getByRole('textbox', { name: 'Message' }).fill('count more');
      await dialog.getByRole('button', { name: 'Publish' }).click();
      return dialog;
    };
    const refused = await publish();
    await expectShown(refused.getByText(/the current version is 2/));
    await refused.getByRole('button', { name: 'Cancel' }).click();
    await expectShown(page.getByText(/^Version 2 was published meanwhile/));
    await expectShown(page.getByText("-console.log('other');"));
    await page.getByRole('button', { name: 'Publish over version 2' }).click();
    await publish();
    await expectShown(page.getByText('Version 3. No problem found.'));
    const [made] = (await t.system.call(
      'GET',
      `/projects/${project}/integrations/tell/versions`,
    )) as readonly { readonly version: number; readonly message: string }[];
    expect(made).toMatchObject({ version: 3, message: 'count more' });
  });

  test('without scope admin there is no editor', async () => {
    const made = await t.system.call('POST', '/tokens', { scope: 'operate', name: 'o', project });
    await using opened = await t.openAs((made as { token: string }).token, address);
    await expectShown(opened.page.getByText('To edit and try scripts takes a token of scope admin.'));
    expect(await opened.page.getByRole('textbox', { name: 'Script' }).count()).toBe(0);
  });
});
