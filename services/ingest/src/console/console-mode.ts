/** `read-only`: sessions only read, even those of an admin token. */
export const consoleModes = ['on', 'read-only', 'off'] as const;

export type ConsoleMode = (typeof consoleModes)[number];
