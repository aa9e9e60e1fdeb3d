import { focusedRow } from './row-focus.ts';

/** Opens or closes what can be unfolded of the row that has the focus, or else the first such thing of the page. */
export function expand(): void {
  const place = focusedRow() ?? document.querySelector('main');
  const details = place?.querySelector<HTMLDetailsElement>('details');
  if (details !== null && details !== undefined) details.open = !details.open;
}

/** Selects the row that has the focus, or every row from the last selected one to it. */
export function selectRow(isRange: boolean): void {
  const box = focusedRow()?.querySelector<HTMLInputElement>('input[type="checkbox"]');
  box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: isRange }));
}

/** Uses the button or link of the page that names a key. */
export function press(key: string): void {
  document.querySelector<HTMLElement>(`main [data-shortcut="${key}"]`)?.click();
}
