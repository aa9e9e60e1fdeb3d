import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { FoundBrowser } from './found-browser.ts';
import { axeSource } from './find-violations.ts';

/** The sizes that every page is shown at. */
const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } } as const;

type Size = keyof typeof sizes;
type Scheme = 'light' | 'dark';

/** Each size with each color scheme: how every page is looked at. */
export const looks: readonly (readonly [size: Size, scheme: Scheme])[] = [
  ['phone', 'light'],
  ['phone', 'dark'],
  ['desktop', 'light'],
  ['desktop', 'dark'],
];

export type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

const reportViolations = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI);
});`;

/** How a page is opened. */
export interface PageOptions {
  readonly url: string;
  readonly size?: Size;
  readonly scheme?: Scheme;
  /** The cookies of a page that has signed in. */
  readonly state?: StorageState | undefined;
  /** Statuses of answers that the test provokes: the browser reports them on its console, too. */
  readonly expected?: readonly number[];
}

/** A page of the console under test. */
export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What no page may do: messages on the console, violations of the CSP, requests to other hosts, answers >= 500. */
  readonly faults: readonly string[];
}

/** Starts a browser. Throws where none was found: tests that need one are skipped then. */
export async function startBrowser(found: FoundBrowser | undefined): Promise<Browser> {
  if (found === undefined) throw new Error('there is no browser');
  return await chromium.launch({
    executablePath: found.path,
    env: { ...definedEnvironment(), ...found.env },
    // Chromium does not start its sandbox as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** Opens a page in a context of its own. On disposal the test fails when the page did what no page may do. */
export async function openPage(browser: Browser, options: PageOptions): Promise<TestPage> {
  const { url, size = 'desktop', scheme = 'light', state, expected = [] } = options;
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    colorScheme: scheme,
    viewport: sizes[size],
    ...(state === undefined ? {} : { storageState: state }),
  });
  await context.addInitScript({ content: axeSource });
  await context.addInitScript({ content: reportViolations });
  const page = await context.newPage();
  const faults: string[] = [];
  watch(page, new URL(url).origin, { faults, expected });
  await page.goto(url);
  return {
    page,
    context,
    faults,
    async [Symbol.asyncDispose]() {
      await context.close();
      expect(faults).toEqual([]);
    },
  };
}

interface Watch {
  readonly faults: string[];
  readonly expected: readonly number[];
}

function watch(page: Page, origin: string, { faults, expected }: Watch): void {
  const isExpected = (text: string) =>
    [503, ...expected].some((status) => text.includes(`status of ${status} `));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isExpected(message.text()))
      faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (fault) => faults.push(`error: ${fault.message}`));
  page.on('request', (request) => {
    const { protocol, origin: target } = new URL(request.url());
    if (protocol !== 'data:' && target !== origin) faults.push(`request to another host: ${request.url()}`);
  });
  page.on('response', (response) => {
    const status = response.status();
    // A busy server refuses with retry-after, and the page tries again.
    const isBusy = status === 503 && response.headers()['retry-after'] !== undefined;
    if (status >= 500 && !isBusy && !expected.includes(status)) faults.push(`${status}: ${response.url()}`);
  });
}

function definedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
