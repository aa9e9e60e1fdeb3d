import { pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { adminToken } from '@upshot/testing/processes';
import type { Browser } from 'playwright-core';
import type { FoundBrowser } from './found-browser.ts';
import { openPage, startBrowser, type PageOptions, type StorageState, type TestPage } from './browser.ts';
import { signIn } from './sign-in.ts';

/** A whole system, and a browser that has signed in to its console as an admin. */
export interface ConsoleUnderTest extends AsyncDisposable {
  readonly system: TestSystem;
  readonly browser: Browser;
  /** Opens an address below /console/, signed in. */
  readonly open: (path: string, options?: Partial<PageOptions>) => Promise<TestPage>;
  /** {@link open}, signed in with another token. */
  readonly openAs: (token: string, path: string) => Promise<TestPage>;
}

/** Starts a system with workers, and signs in once for all pages of a test file. */
export async function startConsole(
  found: FoundBrowser | undefined,
  options: Parameters<typeof startSystem>[0] = {},
): Promise<ConsoleUnderTest> {
  await using parts = new AsyncDisposableStack();
  const [system, browser] = await Promise.all([startSystem(options), startBrowser(found)]);
  parts.use(system);
  parts.defer(() => browser.close());
  const state = await signedInState(browser, system.url, adminToken);
  const started = parts.move();
  return {
    system,
    browser,
    open: (path, options = {}) =>
      openPage(browser, { url: `${system.url}/console/${path}`, state, ...options }),
    openAs: async (token, path) => {
      const own = await signedInState(browser, system.url, token);
      return await openPage(browser, { url: `${system.url}/console/${path}`, state: own });
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function signedInState(browser: Browser, url: string, token: string): Promise<StorageState> {
  await using opened = await openPage(browser, { url: `${url}/console/` });
  await signIn(opened.page, token);
  await opened.page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return await opened.context.storageState();
}

/** A push to an environment. */
export async function push(system: TestSystem, id: string, over: Readonly<Record<string, unknown>> = {}) {
  return await system.post(await pushActivity(id, over));
}
