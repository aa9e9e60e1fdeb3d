export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

const KEY = 'upshot-theme';

/** Besides this, the browser keeps only whether single keys are switched off (`keyboard.ts`). */
export function storedTheme(): Theme {
  return themes.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system';
}

export function storeTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  applyTheme(theme);
}

export function applyTheme(theme: Theme): void {
  document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme;
}
