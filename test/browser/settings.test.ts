import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

describe.skipIf(found === undefined)('the settings', () => {
  let t: ConsoleUnderTest;
  beforeAll(async () => {
    t = await startConsole(found);
    await t.system.addIntegration({ type: 'script', name: 'job', script: ';' });
    await makeToken({ scope: 'read', name: '<b>Ann</b>' });
  });
  afterAll(() => t[Symbol.asyncDispose]());

  const makeToken = async (fields: object) =>
    (await t.system.call('POST', '/tokens', fields)) as { readonly id: string; readonly token: string };
  const works = async (token: string) =>
    (await fetch(`${t.system.url}/api/projects`, { headers: { authorization: `Bearer ${token}` } })).status;

  test.each(looks)('on a %s, %s, every tab is accessible and fits', async (size, scheme) => {
    await using opened = await t.open('p/shop/settings', { size, scheme });
    const { page } = opened;
    await expectShown(page.getByText('<b>Ann</b>'));
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create token' }).click();
    await expectShown(page.getByRole('dialog'));
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    for (const [tab, text] of [
      ['Project', 'Days that activities are kept'],
      ['Audit', 'create integration'],
      ['About', 'Licenses of what is bundled in this page'],
    ] as const) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await expectShown(page.getByText(text));
      expect(await findViolations(page)).toEqual([]);
    }
  });

  test('a token is made, shown once, and revoked', async () => {
    await using opened = await t.open('p/shop/settings', { expected: [400] });
    const { page } = opened;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Create token' }).click();
    await dialog.getByRole('button', { name: 'Create token' }).click();
    await expectShown(dialog.locator('.field', { hasText: 'Name' }).locator('.field-error'));
    await dialog.getByLabel('Name').fill('deploy');
    await dialog.getByRole('button', { name: /^read: sees everything/ }).click();
    await page.getByRole('option', { name: /^producer/ }).click();
    await dialog.getByRole('button', { name: /^never/ }).click();
    await page.getByRole('option', { name: 'in 30 days' }).click();
    await dialog.getByRole('button', { name: 'Create token' }).click();
    const made = page.getByRole('region', { name: 'New token' });
    await expectShown(made);
    const token = (await made.locator('code').textContent()) ?? '';
    const tokens = (await t.system.call('GET', '/tokens')) as readonly Readonly<Record<string, unknown>>[];
    const kept = tokens.find(({ name }) => name === 'deploy');
    expect(kept).toMatchObject({ scope: 'producer', project: 'shop' });
    expect(Date.parse(String(kept?.['expires_at'])) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    expect(await works(token)).toBe(403);
    await page.reload();
    await expectShown(page.getByRole('row', { name: /deploy.*producer shop/ }));
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Revoke deploy' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('row', { name: /deploy/ }).waitFor({ state: 'detached' });
    expect(await works(token)).toBe(401);
    await page.getByText('Also revoked and expired').click();
    await expectShown(page.getByRole('row', { name: /deploy.*revoked/ }));
    expect(page.url()).toContain('ended=shown');
  });

  test('title and retention are changed, and a fault stands at its field', async () => {
    await using opened = await t.open('p/shop/settings?tab=project', { expected: [400] });
    const { page } = opened;
    await page.getByLabel('Title').fill('The <i>shop</i>');
    await page.getByRole('button', { name: 'Save title' }).click();
    await expectShown(page.getByText('Saved.'));
    await expectShown(page.locator('dd').getByText('The <i>shop</i>'));
    await page.getByLabel('Days that activities are kept').fill('0');
    await page.getByRole('button', { name: 'Save retention' }).click();
    await expectShown(page.locator('.field', { hasText: 'activities' }).locator('.field-error'));
    await page.getByLabel('Days that activities are kept').fill('30');
    await page.getByRole('button', { name: 'Save retention' }).click();
    await expect.poll(() => t.system.call('GET', '/projects/shop/retention')).toEqual({ activity_days: 30 });
    await t.system.call('PATCH', '/projects/shop', { title: 'Shop' });
  });

  test('the audit is filtered by what the address says', async () => {
    await using opened = await t.open('p/shop/changes');
    const { page } = opened;
    await page.waitForURL('**/settings?tab=audit');
    await expectShown(page.getByRole('row', { name: /create integration/ }));
    await page.getByLabel('Operation').fill('deleteIntegration');
    await page.keyboard.press('Enter');
    await expectShown(page.getByText('No change matches these filters.'));
    await page.reload();
    await expectShown(page.getByText('No change matches these filters.'));
    await page.getByRole('button', { name: 'Clear' }).click();
    await expectShown(page.getByRole('row', { name: /create integration/ }));
  });

  test('a token that only reads sees the project and about, and no button that changes', async () => {
    const { id, token } = await makeToken({ scope: 'read', project: 'shop', name: 'r' });
    await using opened = await t.openAs(token, 'p/shop/settings?tab=tokens');
    const { page } = opened;
    await expectShown(page.getByText('as the deployment says'));
    const tabs = page.getByRole('navigation', { name: 'Parts of the settings' }).getByRole('link');
    expect(await tabs.allTextContents()).toEqual(['Project', 'About']);
    expect(await page.getByRole('button', { name: /Save|Create|Revoke/ }).count()).toBe(0);
    await tabs.last().click();
    await expectShown(page.getByText(id));
    await page.getByRole('link', { name: 'Licenses of what is bundled' }).click();
    await expectShown(page.getByText(/react/));
  });

  test('an admin of one project makes tokens of it, and changes no retention', async () => {
    const { token } = await makeToken({ scope: 'admin', project: 'shop', name: 'admin of shop' });
    await using opened = await t.openAs(token, 'p/shop/settings');
    const { page } = opened;
    await expectShown(page.getByRole('row', { name: /admin of shop.*\(yours\)/ }));
    expect(await page.getByRole('row', { name: /<b>Ann/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Revoke admin of shop' }).click();
    await expectShown(page.getByRole('dialog').getByText('this ends your session'));
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Project', exact: true }).click();
    await expectShown(page.getByRole('button', { name: 'Save title' }));
    expect(await page.getByRole('button', { name: 'Save retention' }).count()).toBe(0);
  });
});
