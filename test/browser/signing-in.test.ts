import { adminToken } from '@upshot/testing/processes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { startConsole, type ConsoleUnderTest } from './support/fixtures.ts';
import { signIn } from './support/sign-in.ts';

const found = await findTestBrowser();

describe.skipIf(found === undefined)('signing in', () => {
  let t: ConsoleUnderTest;
  beforeAll(async () => {
    t = await startConsole(found, { workers: 0 });
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test('a token leads to the page that was asked for, and is kept nowhere in the browser', async () => {
    const url = `${t.system.url}/console/p/shop/activities?state=complete`;
    await using opened = await openPage(t.browser, { url, expected: [401] });
    const { page, context } = opened;
    await signIn(page, 'upshot_wrong');
    await page.getByText('The token is not known.').waitFor();
    await signIn(page, adminToken);
    await page.getByRole('heading', { name: 'Activities' }).waitFor();
    expect(page.url()).toBe(url);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: '__Host-upshot', httpOnly: true, secure: true, sameSite: 'Strict' });
    const kept = 'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])';
    expect(await page.evaluate<string>(kept)).not.toContain(adminToken);
    expect(await page.evaluate<string>('document.cookie')).toBe('');
  });

  test('a one-time link signs in, and its key does not stay in the address', async () => {
    const { url } = (await t.system.call('POST', '/console-links')) as { url: string };
    await using opened = await openPage(t.browser, { url: new URL(url, t.system.url).href });
    await opened.page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
    expect(opened.page.url()).not.toContain('#');
    await using again = await openPage(t.browser, { url: new URL(url, t.system.url).href, expected: [401] });
    await again.page.getByText('This link was used before').waitFor();
  });

  test('signing out leads to the sign-in, and back does not show the page', async () => {
    await using opened = await t.open('p/shop/activities', { state: await stateOf() });
    const { page } = opened;
    await page.getByRole('button', { name: 'admin' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expectShown(page.getByRole('heading', { name: 'Sign in to Upshot' }));
    await page.goBack();
    await expectShown(page.getByRole('heading', { name: 'Sign in to Upshot' }));
  });

  test('when the token is revoked, the next click leads to the sign-in with the address kept', async () => {
    const token = (await t.system.call('POST', '/tokens', { scope: 'read', name: 'Anna' })) as {
      readonly id: string;
      readonly token: string;
    };
    const url = `${t.system.url}/console/p/shop/activities`;
    await using opened = await openPage(t.browser, { url, expected: [401] });
    const { page } = opened;
    await signIn(page, token.token);
    await page.getByText('Nothing has happened').waitFor();
    await page.getByRole('button', { name: 'Live' }).click();
    await t.system.call('DELETE', `/tokens/${token.id}`);
    await page.getByRole('button', { name: 'State: any' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'cancelled' }).click();
    await page.getByRole('heading', { name: 'Sign in to Upshot' }).waitFor();
    await signIn(page, adminToken);
    await page.getByRole('heading', { name: 'Activities' }).waitFor();
    expect(new URL(page.url()).search).toBe('?state=cancelled');
  });

  test('an address that leads to another host is not followed after the sign-in', async () => {
    const url = `${t.system.url}/console/sign-in?next=${encodeURIComponent('//evil.example/')}`;
    await using opened = await openPage(t.browser, { url });
    await signIn(opened.page, adminToken);
    await expectShown(opened.page.getByRole('heading', { name: 'Overview', exact: true }));
  });

  test('a foreign page can neither use the session nor show the console in a frame', async () => {
    await using foreign = await t.browser.newContext({ storageState: await stateOf() });
    const page = await foreign.newPage();
    // The same machine under another name is another site.
    const { port } = new URL(t.system.url);
    await page.goto(`http://localhost:${port}/livez`);
    const ask = (method: string) =>
      page.evaluate<string>(
        `fetch('${t.system.url}/api/projects/shop', { method: '${method}', credentials: 'include' })
          .then((answer) => String(answer.status), () => 'refused')`,
      );
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) expect(await ask(method)).toBe('refused');
    const framed = page.waitForEvent('console', (message) => message.text().includes('frame'));
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('iframe'), { src: '${t.system.url}/console/' }))`,
    );
    expect((await framed).text()).toMatch(/frame-ancestors|X-Frame-Options/);
  });

  async function stateOf() {
    await using opened = await openPage(t.browser, { url: `${t.system.url}/console/` });
    await signIn(opened.page, adminToken);
    await opened.page.getByRole('navigation', { name: 'Pages' }).waitFor();
    return await opened.context.storageState();
  }
});
