/** Moves the focus to the next or previous row of the list on this page: to its link, so that Enter opens it. */
export function focusRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('main tbody tr')]
    .map((row) => row.querySelector<HTMLElement>('a[href]'))
    .filter((link) => link !== null);
  const focused = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement) === true);
  const next = focused === -1 ? 0 : focused + step;
  links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
}

/** Moves the focus to the first search field or filter of this page. */
export function focusFirst(selector: string): void {
  document.querySelector<HTMLElement>(`main ${selector}`)?.focus();
}

/** The row of a list that has the focus. */
export function focusedRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>('main tbody tr') ?? null;
}
