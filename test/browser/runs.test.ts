import { eventually } from '@upshot/testing/eventually';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver } from '../integration/receiver.ts';
import { looks } from './support/browser.ts';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { findViolations } from './support/find-violations.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

/** Prints texts that a page could take for its own, then many lines, and fails. */
const noisy = `
const payloads = [
  '<img src=x onerror=console.error(1)>', '<script>console.error(2)</script>', 'javascript:console.error(3)',
  '\\u001b[31mred\\u001b[0m', '\\u202Egnp.exe', 'nul\\u0000here', 'half \\ud800', '"><svg onload=console.error(4)>',
];
for (const payload of payloads) console.log(payload);
for (let line = 1; line <= 3000; line++) console.log('line ' + line + (line % 1000 === 0 ? ' needle' : ''));
throw new Error('<b>the end</b>');
`;

const script = "console.log('quick: ' + activity.id)";

const receiverStatuses = [500, 503];

describe.skipIf(found === undefined)('runs', () => {
  let t: ConsoleUnderTest;
  let failed: string;
  let integration: string;
  let retried: string;
  const receiver = startReceiver(() => ({ status: receiverStatuses.shift() ?? 503 }));
  beforeAll(async () => {
    const { at } = await receiver;
    t = await startConsole(found, {
      environment: { UPSHOT_WEBHOOK_RETRY_SECONDS: '0.1', UPSHOT_EGRESS_ALLOW: at },
    });
    await t.system.addIntegration({ type: 'webhook', url: `http://${at}`, environments: ['failing'] });
    const filter = { events: ['environment.push'], environments: ['noisy'] };
    await t.system.addIntegration({ type: 'script', script: noisy, ...filter });
    integration = await t.system.addIntegration({
      type: 'script',
      name: 'quick',
      script,
      environments: ['main'],
    });
    const { matched } = await push(t.system, 'noisy', { environments: ['noisy'] });
    failed = matched[0]?.run ?? '';
    retried = (await push(t.system, 'failing', { environments: ['failing'] })).matched[0]?.run ?? '';
    for (const id of ['one', 'two']) await push(t.system, id, { environments: ['main'] });
    await t.system.logged(4);
  });
  afterAll(async () => {
    await t[Symbol.asyncDispose]();
    await (await receiver)[Symbol.asyncDispose]();
  });

  test.each(looks)('on a %s, %s, runs and integrations are accessible and fit', async (size, scheme) => {
    await using opened = await t.open('p/shop/runs', { size, scheme });
    const { page } = opened;
    await page.getByText('quick: one').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page
      .getByRole('row', { name: /the end/ })
      .getByRole('link')
      .click();
    await page.getByText('line 1', { exact: true }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Attempts' }).click();
    await page.getByRole('columnheader', { name: 'HTTP status' }).waitFor({ state: 'attached' });
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Integrations' }).click();
    await page.getByRole('link', { name: 'quick' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  test('the filters of runs are in the address', async () => {
    await using opened = await t.open('p/shop/runs');
    const { page } = opened;
    await page.getByText('quick: one').waitFor();
    await page.getByRole('button', { name: 'Outcome: any' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'failed' }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL('**/runs?outcome=failed');
    await page.getByText('quick: one').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('the end').waitFor();
    expect(await page.getByText('quick: one').count()).toBe(0);
  });

  test('the log is whole, only what is on screen is in the page, and the search counts all of it', async () => {
    await using opened = await t.open(`p/shop/runs/${failed}`);
    const { page } = opened;
    await page.getByText('3,009 lines', { exact: true }).waitFor();
    expect(await page.locator('.log-row').count()).toBeLessThan(120);
    await page.getByLabel('Find').fill('needle');
    await page.getByText('3 matches', { exact: true }).waitFor();
    await page.getByText('line 1000 needle').waitFor();
    await page.getByRole('button', { name: 'Next match' }).click();
    await page.getByText('line 2000 needle').waitFor();
    await page.waitForURL('**?find=needle');
    await page.reload();
    await page.getByText('3 matches', { exact: true }).waitFor();
    await page.getByText('Regular expression').click();
    await page.getByLabel('Find').fill('^line \\d00 needle$|(');
    await page.getByText(/Invalid regular expression/).waitFor();
    await page.getByLabel('Find').fill('^line \\d0$');
    await page.getByText('9 matches', { exact: true }).waitFor();
  });

  test('a link to lines opens the log there, and choosing lines makes such a link', async () => {
    await using opened = await t.open(`p/shop/runs/${failed}#L1500-L1502`);
    const { page } = opened;
    await page.getByText('line 1492', { exact: true }).waitFor();
    await eventually(async () => expect(await page.locator('.log-row.chosen').count()).toBe(3));
    await page.getByRole('button', { name: 'Line 1501', exact: true }).click();
    await page.waitForURL('**#L1501');
    await page.getByRole('button', { name: 'Line 1503', exact: true }).click({ modifiers: ['Shift'] });
    await page.waitForURL('**#L1501-L1503');
  });

  test('what a script prints stays text, with nothing hidden in it', async () => {
    await using opened = await t.open(`p/shop/runs/${failed}`);
    const { page } = opened;
    for (const shown of [
      '<img src=x onerror=console.error(1)>',
      '␛[31mred␛[0m',
      '⟨U+202E⟩gnp.exe',
      '"><svg onload=console.error(4)>',
      'Error: <b>the end</b>',
    ]) {
      await expectShown(page.getByText(shown));
    }
  });

  test('the log of a finished run is shown from its start, in however many parts it arrives', async () => {
    await using opened = await t.open('p/shop/runs');
    const { page } = opened;
    await page.route(
      '**/log?*',
      async (route) => {
        const text = await (await route.fetch()).text();
        await route.fulfill({
          body: text
            .split(/(?<=\n)/)
            .slice(0, 2000)
            .join(''),
        });
      },
      { times: 1 },
    );
    await page
      .getByRole('row', { name: /the end/ })
      .getByRole('link')
      .click();
    await page.getByText('3,009 lines', { exact: true }).waitFor();
    await expectShown(page.getByText('line 1', { exact: true }));
  });

  test('the newest attempt comes first, and every attempt can be read', async () => {
    await using opened = await t.open(`p/shop/runs/${retried}`);
    const { page } = opened;
    await expectShown(page.getByText(/HTTP status 503/));
    await page.getByRole('link', { name: 'Attempts' }).click();
    await page.getByRole('row', { name: /500/ }).waitFor();
    const rows = await page.locator('tbody tr').allTextContents();
    expect(rows.map((row) => /^(\d).*(50\d)/.exec(row)?.slice(1))).toEqual([
      ['2', '503'],
      ['1', '500'],
    ]);
  });

  test('pausing says since when and why; a receipt says it, too; resuming runs for what was missed', async () => {
    await using opened = await t.open(`p/shop/integrations/${integration}`);
    const { page } = opened;
    await page.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('<i>moving</i>');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/paused since .*: <i>moving<\/i>/).waitFor();
    await push(t.system, 'missed', { environments: ['main'] });
    await using activity = await t.open('p/shop/activities/missed');
    await expectShown(activity.page.getByText(/paused since .* because <i>moving<\/i>/));
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Also run for the activities that it missed').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('1 run made for what was missed').waitFor();
    await t.system.logged(5);
  });

  test('a token that only reads sees everything and has no button that changes', async () => {
    const { token } = (await t.system.call('POST', '/tokens', { scope: 'read', name: 'Ben' })) as {
      token: string;
    };
    await using opened = await t.openAs(token, `p/shop/integrations/${integration}`);
    await expectShown(opened.page.getByText(/^Runs when/));
    await expectShown(opened.page.getByRole('button', { name: 'read' }));
    expect(await opened.page.getByRole('button', { name: /Pause|Resume/ }).count()).toBe(0);
  });
});
