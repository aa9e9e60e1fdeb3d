import { project } from '@upshot/testing/system';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();
const address = `p/${project}/integrations/tell/versions`;

describe.skipIf(found === undefined)('the versions of a script', () => {
  let t: ConsoleUnderTest;
  beforeAll(async () => {
    t = await startConsole(found);
    await t.system.addIntegration({ type: 'script', name: 'tell', script: "console.log('one');\n" });
    await publish("throw 'two';\n", 'made <b>worse</b>');
    await push(t.system, 'a1');
    await t.system.logged(1);
    await publish("console.log('three');\n", 'better');
  });
  afterAll(() => t[Symbol.asyncDispose]());

  const publish = (source: string, message: string) =>
    t.system.call('POST', `/projects/${project}/integrations/tell/versions`, { source, message });

  test.each(looks)('on a %s, %s, they are accessible and fit', async (size, scheme) => {
    await using opened = await t.open(address, { size, scheme });
    const { page } = opened;
    await expectShown(page.getByText("+console.log('three');"));
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Roll back' }).first().click();
    await expectShown(page.getByRole('dialog'));
    expect(await findViolations(page)).toEqual([]);
  });

  test('two are compared, and which stands in the address', async () => {
    await using opened = await t.open(address);
    const { page } = opened;
    await expectShown(page.getByRole('row', { name: /2.*made <b>worse<\/b>.*100\.0 %/ }));
    await page.getByRole('radio', { name: 'Compare from version 1' }).check();
    await page.getByRole('radio', { name: 'Compare to version 2' }).check();
    await expectShown(page.getByText("-console.log('one');"));
    await page.reload();
    await expectShown(page.getByRole('heading', { name: 'From version 1 to version 2' }));
    await expectShown(page.getByText("+throw 'two';"));
  });

  test('rolling back makes a new version, unless another was made meanwhile', async () => {
    await using opened = await t.open(address, { expected: [409] });
    const { page } = opened;
    await expectShown(page.getByRole('row', { name: /3 current/ }));
    await publish("console.log('four');\n", 'meanwhile');
    const rollBack = async () => {
      await page.getByRole('row').last().getByRole('button').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Message' }).fill('as it was');
      await dialog.getByRole('button', { name: 'Roll back' }).click();
      return dialog;
    };
    const refused = await rollBack();
    await expectShown(refused.getByText(/the current version is 4/));
    await refused.getByRole('button', { name: 'Cancel' }).click();
    await rollBack();
    await expectShown(page.getByRole('row', { name: /5 current.*as it was/ }));
  });

  test('without scope admin nothing can be rolled back', async () => {
    const made = await t.system.call('POST', '/tokens', { scope: 'read', name: 'r', project });
    await using opened = await t.openAs((made as { token: string }).token, address);
    await expectShown(opened.page.getByRole('row', { name: /current/ }));
    expect(await opened.page.getByRole('button', { name: 'Roll back' }).count()).toBe(0);
  });
});
