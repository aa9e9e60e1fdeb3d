/** How long what a script sends to its host may be, in characters. The guest checks first; the parent checks again. */
export const MAX_STORAGE_KEY = 512;
export const MAX_STORAGE_VALUE = 64 * 1024;
export const MAX_URL = 8_192;
export const MAX_METHOD = 32;
export const MAX_REDIRECT = 8;
export const MAX_HEADERS = 64 * 1024;
export const MAX_BODY = 10 * 1024 * 1024;
/** How many storage calls a run may make. */
export const MAX_STORAGE_CALLS = 10_000;
