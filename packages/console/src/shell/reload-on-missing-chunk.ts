/** After an upgrade, an old page asks for files that are gone: it is loaded anew, once. */
export function reloadOnMissingChunk(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const { state } = window.history as { state: { reloaded?: boolean } | null };
    if (state?.reloaded === true) return;
    event.preventDefault();
    window.history.replaceState({ ...state, reloaded: true }, '');
    window.location.reload();
  });
}
