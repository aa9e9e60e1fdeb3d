import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

/** Anything in it that became part of the page would show as a message on the console, or as another request. */
const markup = '<img src=x onerror=console.error(0)><script>console.error(6)</script>';
const hostile = [
  '<img src=x onerror=console.error(1)>',
  '<script>console.error(2)</script>',
  'javascript:console.error(3)',
  '"><svg onload=console.error(4)>',
  '{{constructor.constructor("console.error(5)")()}}',
  '\u202Egnp.exe',
  '\u001b[31mred\u001b[0m\u0007',
  '\u200b\ufeff\u2028',
].join(' ');

describe.skipIf(found === undefined)('activities', () => {
  let t: ConsoleUnderTest;
  beforeAll(async () => {
    t = await startConsole(found);
    const script = 'console.log(activity.id)';
    await t.system.addIntegration({
      type: 'script',
      script,
      events: ['environment.push'],
      environments: ['main'],
    });
    await t.system.addIntegration({
      type: 'script',
      script,
      events: ['environment.backup'],
      environments: ['*'],
    });
    await push(t.system, 'pushed', { environments: ['main'], text: 'Anna pushed to main' });
    await push(t.system, 'elsewhere', { environments: ['feature'], text: 'Anna pushed to feature' });
    await push(t.system, 'hostile', {
      environments: [markup],
      text: hostile,
      type: 'x.<b>y</b>',
    });
    await t.system.logged(1);
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test.each(looks)(
    'on a %s, %s, each page is accessible and fits, also with an open menu',
    async (size, scheme) => {
      await using opened = await t.open('p/shop/activities', { size, scheme });
      const { page } = opened;
      await page.getByText('Anna pushed to main').waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.getByRole('button', { name: 'State: any' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'complete', exact: true }).waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page
        .getByRole('row', { name: /pushed to main/ })
        .getByRole('link')
        .click();
      await page.getByText('It fired 1 integration').waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Payload' }).click();
      await page.getByText('activity:', { exact: true }).waitFor();
      expect(await findViolations(page)).toEqual([]);
      expect(await page.title()).toContain('Activity');
    },
  );

  test('the filters are in the address: reloading, going back and a pasted link show the same', async () => {
    await using opened = await t.open('p/shop/activities');
    const { page } = opened;
    await page.getByText('Anna pushed to feature').waitFor();
    await page.getByRole('button', { name: 'Type: any' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'environment.push', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.getByLabel('Environment').fill('main');
    await page.getByText('Anna pushed to feature').waitFor({ state: 'detached' });
    await page.waitForURL('**/activities?type=environment.push&environment=main');
    await page.reload();
    await page.getByText('Anna pushed to main').waitFor();
    expect(await page.getByLabel('Environment').inputValue()).toBe('main');
    expect(await page.getByText('Anna pushed to feature').count()).toBe(0);
    await page
      .getByRole('row', { name: /pushed to main/ })
      .getByRole('link')
      .click();
    await page.getByRole('heading', { name: 'Activity' }).waitFor();
    await page.goBack();
    await page.getByText('Anna pushed to main').waitFor();
    expect(await page.getByLabel('Environment').inputValue()).toBe('main');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Anna pushed to feature').waitFor();
  });

  test('what is not valid in a pasted address is left out, and the page says so', async () => {
    await using opened = await t.open('p/shop/activities?state=bogus&state=complete&colour=red');
    const { page } = opened;
    await expectShown(page.getByText('Ignored in the address, because it is not valid here: state, colour'));
    await page.waitForURL('**/activities?state=complete');
  });

  test('new activities are counted and do not move the list until they are asked for', async () => {
    await using opened = await t.open('p/shop/activities');
    const { page } = opened;
    await page.getByText('Anna pushed to main').waitFor();
    const rows = page.getByRole('row');
    const before = await rows.allTextContents();
    await push(t.system, 'late', { environments: ['main'], text: 'Ben pushed later' });
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await rows.allTextContents()).toEqual(before);
    await page.getByRole('button', { name: '1 new' }).click();
    await page.getByText('Ben pushed later').waitFor();
  });

  test('paused, nothing is fetched that was not asked for', async () => {
    await using opened = await t.open('p/shop/activities');
    const { page } = opened;
    await page.getByText('Anna pushed to main').waitFor();
    await page.clock.install();
    await page.reload();
    await page.getByText('Anna pushed to main').waitFor();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.clock.runFor('00:30');
    await eventually(() => expect(requests).not.toEqual([]));
    const live = page.getByRole('button', { name: 'Live' });
    await live.click();
    await eventually(async () => expect(await live.getAttribute('aria-pressed')).toBe('false'));
    // What was asked for before the click may still be under way.
    await page.clock.runFor('00:30');
    await page.waitForLoadState('networkidle');
    requests.length = 0;
    await page.clock.runFor('05:00');
    expect(requests).toEqual([]);
  });

  test('an activity says which integrations it did not fire, and why', async () => {
    await using opened = await t.open('p/shop/activities/elsewhere');
    const { page } = opened;
    await expectShown(page.getByText('It fired nothing: none of 2 integrations matched.'));
    await expectShown(page.getByText('none of ["feature"] is in environments ["main"]'));
    await expectShown(page.getByText('type "environment.push" is not in events ["environment.backup"]'));
  });

  test('text of others stays text, with nothing hidden in it', async () => {
    for (const path of ['', '/hostile', '/hostile?tab=payload']) {
      await using opened = await t.open(`p/shop/activities${path}`);
      const { page } = opened;
      await expectShown(page.getByText('<img src=x onerror=console.error(1)>'));
      await expectShown(page.getByText('⟨U+202E⟩gnp.exe'));
    }
  });

  test('numbers, order and repeated names of a payload are shown as they were posted', async () => {
    const raw =
      '{"id":"exact","type":"t","state":"complete","payload":{"z":12345678901234567890,"a":1.0,"z":1e400}}';
    const response = await fetch(`${t.system.url}/api/projects/shop/activities`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: raw,
    });
    expect(response.status).toBe(202);
    await using opened = await t.open('p/shop/activities/exact?tab=payload');
    const { page } = opened;
    await page.getByText('12345678901234567890').waitFor();
    const lines = await page.locator('.json-row').allTextContents();
    expect(lines.slice(-3).map((line) => line.replaceAll(/\s/g, ''))).toEqual([
      'z:12345678901234567890',
      'a:1.0',
      'z:1e400',
    ]);
  });

  test('an unknown activity, and an unknown page, say what is wrong', async () => {
    await using opened = await t.open('p/shop/activities/unknown', { expected: [404] });
    await expectShown(opened.page.getByText('There is no such activity'));
    await using lost = await t.open('nowhere');
    await expectShown(lost.page.getByRole('heading', { name: 'There is no such page' }));
  });

  test('by keyboard alone: filter, open an activity, and read why it fired nothing', async () => {
    await using opened = await t.open('p/shop/activities?environment=feature');
    const { page } = opened;
    await page.getByText('Anna pushed to feature').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await eventually(async () => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('environment.push');
    });
    await page.keyboard.press('Enter');
    await page.getByText('It fired nothing').waitFor();
  });
});
