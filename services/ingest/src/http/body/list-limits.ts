/** How many activities one request may bring. */
export const MAX_ACTIVITIES = 100;

/** How many environments an activity may name. */
export const MAX_ENVIRONMENTS = 100;
