import { defineSearch, text } from '../../search.ts';

/** What the script is tried on: a sample of a type, or a recorded activity; pasted text is not in the address. */
export const benchSearch = defineSearch({ sample: text, activity: text, state: text });
