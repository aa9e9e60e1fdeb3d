import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage } from './support/browser.ts';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

describe.skipIf(found === undefined)('the API reference', () => {
  let t: ConsoleUnderTest;
  beforeAll(async () => {
    t = await startConsole(found, { workers: 0 });
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test.each(looks)('on a %s, %s, it is accessible and fits, without a session', async (size, scheme) => {
    await using opened = await openPage(t.browser, { url: `${t.system.url}/api/docs`, size, scheme });
    const { page } = opened;
    await expectShown(page.getByRole('heading', { name: 'activities', exact: true }));
    expect(await findViolations(page)).toEqual([]);
    await page
      .getByRole('row', { name: /Create an integration/ })
      .getByRole('link')
      .click();
    await expectShown(page.getByRole('heading', { name: 'Request body' }));
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'IntegrationEnvelope', exact: true }).click();
    await page.getByRole('link', { name: 'Integration', exact: true }).click();
    await expectShown(page.getByRole('heading', { name: 'Integration', exact: true }));
    await expectShown(page.getByText('failing_since'));
    expect(await findViolations(page)).toEqual([]);
  });

  test('every operation and named schema of the document can be opened', async () => {
    const { paths: described, components } = (await t.system.call('GET', '/openapi.json')) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>>;
      readonly components: { readonly schemas: object };
    };
    await using opened = await t.open('api-reference');
    const { page } = opened;
    const operations = Object.values(described).flatMap((methods) => Object.values(methods));
    await expectShown(page.locator('.list a'));
    const pathnames = "[...document.querySelectorAll('.list a')].map((link) => link.pathname)";
    const shown = await page.evaluate<string[]>(pathnames);
    expect(shown.toSorted()).toEqual(
      operations.map(({ operationId }) => `/console/api-reference/${operationId}`).toSorted(),
    );
    for (const name of Object.keys(components.schemas)) {
      await page.evaluate(`history.pushState(null, '', '/console/api-reference/schemas/${name}')`);
      await expectShown(page.getByRole('heading', { name, exact: true }));
    }
    expect(await page.getByText('There is no such schema.').count()).toBe(0);
  });

  test('the search stands in the address, and finds by all of its words', async () => {
    await using opened = await t.open('api-reference');
    const { page } = opened;
    await page.getByLabel('Find').fill('runs integration outcome');
    await page.waitForURL('**/api-reference?find=*');
    await expectShown(page.getByRole('row', { name: /List runs/ }));
    expect(await page.getByRole('row', { name: /List tokens/ }).count()).toBe(0);
    await page.reload();
    await expectShown(page.getByRole('row', { name: /List runs/ }));
    expect(await page.getByRole('row', { name: /List tokens/ }).count()).toBe(0);
  });

  test('an operation has its answers, problems and a command', async () => {
    await using opened = await t.open('api-reference/listRuns');
    const { page } = opened;
    await expectShown(page.getByText('project_not_found: There is no such project.'));
    await expectShown(page.getByText(`curl "${t.system.url}/api/projects/$PROJECT/runs"`));
    await page.goto(`${t.system.url}/console/api-reference/constructor`);
    await expectShown(page.getByText('There is no such operation.'));
  });
});
