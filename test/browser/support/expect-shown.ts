import type { Locator } from 'playwright-core';

/** Waits until something is on the page. */
export async function expectShown(locator: Locator): Promise<void> {
  await locator.first().waitFor();
}
