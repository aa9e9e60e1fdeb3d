import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks, openPage } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';
import { signIn } from './support/sign-in.ts';

const found = await findTestBrowser();

describe.skipIf(found === undefined)('a portal', () => {
  let t: ConsoleUnderTest;
  let parent: ParentPage;

  beforeAll(async () => {
    [t, parent] = await Promise.all([startConsole(found), servePage()]);
    await t.system.call('PUT', '/projects/other', { title: 'Other' });
    for (const name of ['chat', 'billing']) {
      const script = `console.log('${name} says hello')`;
      const body = { type: 'script', name, script, events: ['environment.push'] };
      await t.system.call('POST', '/projects/shop/integrations', body);
    }
    await push(t.system, 'first');
  });
  afterAll(async () => {
    await parent[Symbol.asyncDispose]();
    await t[Symbol.asyncDispose]();
  });

  async function makeLink(body: object = {}): Promise<string> {
    const { url } = (await t.system.call('POST', '/projects/shop/console-links', {
      scope: 'read',
      ...body,
    })) as { readonly url: string };
    return new URL(url, t.system.url).href;
  }

  test('a link opens one project in another browser; used again, it says so in words', async () => {
    const url = await makeLink();
    await using opened = await openPage(t.browser, { url, expected: [403] });
    const { page } = opened;
    await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
    expect(page.url()).not.toContain('#');
    await page.getByRole('button', { name: /Project/ }).click();
    expect(await page.getByRole('option').allInnerTexts()).toEqual([expect.not.stringContaining('Other')]);
    await page.keyboard.press('Escape');
    await openIntegration(page, 'chat');
    expect(await page.getByRole('link', { name: /Variables|Storage/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    await page.goto(`${t.system.url}/console/p/other/runs`);
    await page.getByText('Your token is good for the project "shop" only.').waitFor();
    await using again = await openPage(t.browser, { url, expected: [401] });
    await again.page.getByText('This link was used before, or is older than ten minutes.').waitFor();
    expect(again.page.url()).not.toContain('k=');
  });

  test('limited to an integration, it shows that one alone, live, and lets it be paused', async () => {
    const url = await makeLink({ scope: 'operate', integrations: ['chat'] });
    await using opened = await openPage(t.browser, { url });
    const { page } = opened;
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.getByRole('cell', { name: 'chat' }).first().waitFor();
    expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()).toEqual([
      'Overview',
      'Runs',
      'Live',
      'Integrations',
      'Issues',
    ]);
    await page.getByRole('link', { name: 'Live' }).click();
    await page.getByText('Nothing has happened since').waitFor();
    await push(t.system, 'second');
    await page.getByRole('cell', { name: /chat/ }).first().waitFor();
    await openIntegration(page, 'chat');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).first().click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search' }).getByRole('searchbox').fill('bill');
    expect(await page.getByRole('menuitem', { name: /billing/ }).count()).toBe(0);
    expect(await page.locator('body').innerText()).not.toContain('billing');
  });

  test('a browser that is signed in is asked first, and can keep its session', async () => {
    const url = await makeLink();
    await using opened = await openPage(t.browser, { url: `${t.system.url}/console/` });
    const { page } = opened;
    await signIn(page, adminToken);
    await page.getByRole('button', { name: 'admin' }).waitFor();
    await page.goto(url);
    await page.getByText('This browser is signed in already, with scope admin.').waitFor();
    await page.getByRole('button', { name: 'Keep the session' }).click();
    await page.getByRole('button', { name: 'admin' }).waitFor();
    await page.goto(url);
    await page.getByRole('button', { name: 'Open the link' }).click();
    await expectShown(page.getByRole('button', { name: 'read' }));
  });

  test.each(looks)('it is dark where its link says so, without violations (%s, %s)', async (size, scheme) => {
    const url = await makeLink({ theme: 'dark', integrations: ['chat'] });
    await using opened = await openPage(t.browser, { url, size, scheme });
    const { page } = opened;
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    expect(await page.evaluate<string>('document.documentElement.style.colorScheme')).toBe('dark');
    expect(await findViolations(page)).toEqual([]);
  });

  test('the page of the link shows it in a frame, and hears its height and nothing else', async () => {
    const url = await makeLink({ integrations: ['chat'], embed: [parent.origin] });
    await using view = await openParent(url);
    const { page, frame } = view;
    await frame.getByRole('heading', { name: 'Runs' }).waitFor();
    await frame.getByRole('cell', { name: 'chat' }).first().waitFor();
    const messages = () => page.evaluate<readonly Message[]>('messages');
    await eventually(async () => expect((await messages()).length).toBeGreaterThan(0));
    for (const { origin, data } of await messages())
      expect([origin, data]).toEqual([
        t.system.url,
        { type: 'upshot-height', height: expect.any(Number) as number },
      ]);
    await frame.getByRole('link', { name: 'Live' }).click();
    await frame.getByText('Nothing has happened since').waitFor();
    await push(t.system, 'third');
    await frame.getByRole('cell', { name: /chat/ }).first().waitFor();
    const [cookie] = await page.context().cookies(t.system.url);
    expect(cookie).toMatchObject({ name: '__Host-upshot-framed', sameSite: 'None', secure: true });
    expect(await frame.locator('body').innerText()).not.toContain('billing');
  });

  test('another page cannot frame it, be the link opened or not', async () => {
    const url = await makeLink({ embed: ['https://app.example.com'] });
    await using view = await openParent(url);
    await eventually(() => expect(view.refused.join()).toMatch(/frame-ancestors/));
    expect(await view.frame.getByRole('heading').count()).toBe(0);
  });

  test('opened outside of a frame, a link for frames is not used, and says so', async () => {
    const url = await makeLink({ embed: [parent.origin] });
    await using opened = await openPage(t.browser, { url });
    await opened.page.getByText('It was not used.').waitFor();
    await using view = await openParent(url);
    await expectShown(view.frame.getByRole('heading', { name: 'Overview', exact: true }));
  });

  test('the page around the frame can neither use its cookie nor change a thing with it', async () => {
    const url = await makeLink({ scope: 'operate', embed: [parent.origin] });
    await using view = await openParent(url);
    const { page, frame } = view;
    await frame.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
    const ask = (method: string, headers: object) =>
      page.evaluate<string>(
        `fetch('${t.system.url}/api/projects/shop/integrations/chat/pause',
          { method: '${method}', credentials: 'include', headers: ${JSON.stringify(headers)} })
          .then((answer) => String(answer.status), () => 'refused')`,
      );
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      for (const headers of [{}, { 'x-upshot-framed': '1', 'x-upshot-console': '1' }])
        expect(await ask(method, headers)).toBe('refused');
    const sent = page.waitForResponse((response) => response.url().endsWith('/chat/pause'));
    await page.evaluate(`(() => {
      const form = Object.assign(document.createElement('form'), {
        method: 'post', action: '${t.system.url}/api/projects/shop/integrations/chat/pause', target: 'form' });
      document.body.append(Object.assign(document.createElement('iframe'), { name: 'form' }), form);
      form.submit();
    })()`);
    expect((await sent).status()).toBe(401);
    const chat = (await t.system.call('GET', '/projects/shop/integrations/chat')) as {
      readonly paused_at: string | null;
    };
    expect(chat.paused_at).toBeNull();
  });

  test('when the session ends, the frame asks for no token', async () => {
    const { id, token } = (await t.system.call('POST', '/tokens', { scope: 'admin', name: 'App' })) as {
      readonly id: string;
      readonly token: string;
    };
    const answer = await fetch(`${t.system.url}/api/projects/shop/console-links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ scope: 'read', embed: [parent.origin] }),
    });
    const { url } = (await answer.json()) as { readonly url: string };
    await using view = await openParent(new URL(url, t.system.url).href);
    const { frame } = view;
    await frame.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
    await t.system.call('DELETE', `/tokens/${id}`);
    await frame.getByRole('link', { name: 'Runs' }).click();
    await frame.getByRole('heading', { name: 'This view has ended' }).waitFor();
    expect(await frame.getByRole('textbox').count()).toBe(0);
  });

  test('on a page of the same site, the frame and the console keep to their own sessions', async () => {
    await using neighbour = await servePage('127.0.0.1');
    const url = await makeLink({ integrations: ['chat'], embed: [neighbour.origin] });
    await using opened = await openPage(t.browser, { url: `${t.system.url}/console/p/shop/tail` });
    const { page: own, context } = opened;
    await signIn(own, adminToken);
    await own.getByText('Nothing has happened since').waitFor();
    const around = await context.newPage();
    await around.goto(neighbour.origin);
    await around.evaluate(`show(${JSON.stringify(url)})`);
    const frame = around.frameLocator('#console');
    await frame.getByRole('heading', { name: 'Runs' }).waitFor();
    await frame.getByRole('link', { name: 'Live' }).click();
    await frame.getByText('Nothing has happened since').waitFor();
    await push(t.system, 'fourth');
    await frame.getByRole('cell', { name: /chat/ }).first().waitFor();
    await own
      .getByRole('cell', { name: /billing/ })
      .first()
      .waitFor();
    expect(await frame.locator('body').innerText()).not.toContain('billing');
    await own.reload();
    await expectShown(own.getByRole('button', { name: 'admin' }));
  });

  /** The page around a frame, on another site, with what it was told and what the browser refused. */
  async function openParent(src: string): Promise<ParentView> {
    const context = await t.browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('console', (message) => refused.push(message.text()));
    await page.goto(parent.origin);
    await page.evaluate(`show(${JSON.stringify(src)})`);
    return {
      page,
      refused,
      frame: page.frameLocator('#console'),
      [Symbol.asyncDispose]: () => context.close(),
    };
  }
});

async function openIntegration(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Integrations' }).click();
  await page.getByRole('heading', { name: 'Integrations' }).waitFor();
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name }).waitFor();
}

interface Message {
  readonly origin: string;
  readonly data: unknown;
}

interface ParentView extends AsyncDisposable {
  readonly page: Page;
  readonly frame: FrameLocator;
  readonly refused: readonly string[];
}

interface ParentPage extends AsyncDisposable {
  readonly origin: string;
}

const html = `<!doctype html><title>App</title><script>
  const messages = [];
  addEventListener('message', ({ origin, data }) => messages.push({ origin, data }));
  const show = (src) => document.body.append(
    Object.assign(document.createElement('iframe'), { id: 'console', src, width: 900, height: 600 }));
</script><body></body>`;

/** Serves the page around frames. The same machine under another name is another site; another port is not. */
async function servePage(host = 'localhost'): Promise<ParentPage> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
