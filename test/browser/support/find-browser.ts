import { execFileSync } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { FoundBrowser } from './found-browser.ts';
import { unpackChromium } from './unpack-chromium.ts';

const names = ['chromium', 'chromium-headless-shell', 'chromium-browser', 'google-chrome'];

/** `UPSHOT_TEST_BROWSER`, else one of the system's, else the one that npm has installed. */
async function findBrowser(): Promise<FoundBrowser | undefined> {
  const chosen = process.env['UPSHOT_TEST_BROWSER'];
  if (chosen !== undefined && chosen !== '') return { path: chosen, env: {} };
  const installed = await findInstalled();
  if (installed !== undefined) return { path: installed, env: {} };
  return isLinuxWithGlibc() ? await unpackChromium() : undefined;
}

async function findInstalled(): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin'];
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}

function isLinuxWithGlibc(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  try {
    return execFileSync('getconf', ['GNU_LIBC_VERSION']).toString().startsWith('glibc');
  } catch {
    return false;
  }
}

/** {@link findBrowser} for a test file: without one its tests are skipped, and on CI they fail. */
export async function findTestBrowser(): Promise<FoundBrowser | undefined> {
  const found = await findBrowser();
  if (found !== undefined) return found;
  const message = 'There is no browser. Install "chromium", or set UPSHOT_TEST_BROWSER to the path of one.';
  if (process.env['CI']) throw new Error(message);
  console.warn(`Browser tests are skipped: ${message}`);
  return undefined;
}
