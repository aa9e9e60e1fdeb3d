/** Whether the console is shown in a frame of another page. */
export const isInFrame = window.parent !== window;

/** The headers that mark a request as one of this page. The server reads another cookie for a page in a frame. */
export const ownHeaders: Readonly<Record<string, string>> = isInFrame
  ? { 'x-upshot-console': '1', 'x-upshot-framed': '1' }
  : { 'x-upshot-console': '1' };

/**
 * Posts the height of the page to the page around it, again whenever it changes, until the returned function is
 * called. Nothing else is posted, and messages are not listened to.
 */
export function postHeight(origins: readonly string[]): () => void {
  const { ancestorOrigins } = window.location as { readonly ancestorOrigins?: DOMStringList };
  const parent = ancestorOrigins?.item(0);
  const targets = typeof parent === 'string' ? origins.filter((origin) => origin === parent) : origins;
  const root = document.documentElement;
  const observer = new ResizeObserver(() => {
    const message = { type: 'upshot-height', height: Math.ceil(root.getBoundingClientRect().height) };
    for (const target of targets) window.parent.postMessage(message, target);
  });
  observer.observe(root);
  return () => observer.disconnect();
}
