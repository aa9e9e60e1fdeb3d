/** Longer lines are cut here, in the isolate, so that no huge string is ever copied out of it. */
export const MAX_LINE = 65_536;
