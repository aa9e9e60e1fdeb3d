/** Makes the address of something from the steps of its path: `link('projects', 'a', 'runs')`. */
export type Link = (...steps: readonly string[]) => string;

/** Links begin with the public URL where one is configured; otherwise they are paths, which clients resolve. */
export function createLink(publicUrl: string | undefined): Link {
  const base = (publicUrl ?? '').replace(/\/+$/, '');
  return (...steps) => `${base}/api/${steps.map(encodeURIComponent).join('/')}`;
}
