/** `read-only`: sessions read, whatever their token may do. */
export const consoleModes = ['on', 'read-only', 'off'] as const;

export type ConsoleMode = (typeof consoleModes)[number];
