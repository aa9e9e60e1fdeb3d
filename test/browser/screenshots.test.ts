import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { project } from '@upshot/testing/system';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectShown } from './support/expect-shown.ts';
import { findTestBrowser } from './support/find-browser.ts';
import { push, startConsole, type ConsoleUnderTest } from './support/fixtures.ts';

const found = await findTestBrowser();

const images = join(import.meta.dirname, '..', '..', 'docs', 'images');

/** A picture is for a page that people load. */
const MAX_BYTES = 200_000;

const tell = `// upshot: events environment.push
const storage = require('storage');

const pushes = (storage.get('pushes') || 0) + 1;
storage.set('pushes', pushes);

const { user, environment } = activity.payload;
console.log(\`Push number \${pushes} to \${environment.name}, by \${user.display_name}\`);

const response = fetch('https://hooks.example/notify', {
  method: 'POST',
  body: JSON.stringify({ text: activity.text }),
});
if (!response.ok) throw new Error(\`the chat refused: \${response.status}\`);
`;

/** The pictures of the documents: `UPSHOT_SCREENSHOTS=1 npx vitest run --project thorough test/browser/screenshots`. */
describe.skipIf(found === undefined)('pictures for the documents', () => {
  let t: ConsoleUnderTest;
  beforeAll(async () => {
    t = await startConsole(found);
    const add = (name: string, script: string, environments = ['*']) =>
      t.system.addIntegration({ type: 'script', name, script, events: ['environment.push'], environments });
    await add('count-pushes', "const s = require('storage'); s.set('n', (s.get('n') || 0) + 1);");
    await add('warm-cache', 'console.log(activity.payload.environment.cache.warm);');
    await add('tell-release', "console.log('released');", ['main']);
    await t.system.addIntegration({
      type: 'script',
      name: 'notify',
      script: tell,
      events: ['environment.push'],
      environments: ['production'],
    });
    for (const id of ['push-1', 'push-2', 'push-3'])
      await push(t.system, id, { environments: ['feature-x'] });
    await t.system.logged(6);
  });
  afterAll(() => t[Symbol.asyncDispose]());

  test.each([
    ['overview', 'overview', (page: Page) => page.getByText('warm-cache')],
    ['activity', 'activities/push-3', (page: Page) => page.getByText(/Cannot read/)],
    ['script', 'integrations/notify/script', (page: Page) => page.getByText('No problem found.')],
  ])('%s', async (name, path, shows) => {
    await using opened = await t.open(`p/${project}/${path}`);
    const { page } = opened;
    await expectShown(shows(page));
    if (name === 'script') {
      await page.getByRole('button', { name: 'Try' }).click();
      await expectShown(page.getByText('Nothing was sent or stored.', { exact: true }));
    }
    const file = join(images, `${name}.png`);
    if (process.env['UPSHOT_SCREENSHOTS'] === '1') {
      await mkdir(images, { recursive: true });
      await page.screenshot({ path: file });
    }
    expect((await stat(file)).size).toBeLessThan(MAX_BYTES);
  });
});
