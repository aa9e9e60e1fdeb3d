/** How many lanes an integration can have: the largest `concurrency`. */
export const MAX_LANES = 64;
