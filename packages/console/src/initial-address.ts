/** The address that the page was loaded with, before the router has cleaned it. */
export const initialAddress = { path: window.location.pathname, query: window.location.search } as const;
