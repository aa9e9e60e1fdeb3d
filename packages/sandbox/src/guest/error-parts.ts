import {
  getOwnPropertyDescriptor,
  includesText,
  isArray,
  isEnumerable,
  ownKeys,
  ownValue,
} from './primordials.ts';
import { indented, keyLabel } from './text.ts';

/** Shows the value of a property. */
type ShowProperty = (value: object, key: string | symbol) => string;

/** Properties that name, message and stack of an error have shown already. */
const SHOWN = ['name', 'message', 'stack', 'cause', 'errors'];

const MAX_PARTS = 100;
const MAX_CHARACTERS = 8_192;

/**
 * Shows what an error has besides its stack, as consoles do: its own enumerable properties, its cause, and the list of
 * an AggregateError. Gives `''` for an error that has no more.
 */
export function showErrorParts(error: object, show: ShowProperty): string {
  const walk = { text: '' };
  addProperties(error, walk, show);
  if (hasOwn(error, 'cause')) add(walk, '[cause]', show(error, 'cause'));
  if (hasOwn(error, 'errors')) add(walk, '[errors]', showList(error, show));
  return walk.text === '' ? '' : ` {${walk.text}\n}`;
}

function addProperties(error: object, walk: { text: string }, show: ShowProperty): void {
  const keys = ownKeys(error);
  for (let i = 0; i < keys.length && i < MAX_PARTS; i += 1) {
    if (walk.text.length >= MAX_CHARACTERS) return;
    const key = keys[i] as string | symbol;
    if (!isEnumerable(error, key) || includesText(SHOWN, key)) continue;
    add(walk, keyLabel(key, 200), show(error, key));
  }
}

function add(walk: { text: string }, label: string, shown: string): void {
  walk.text += `${walk.text === '' ? '' : ','}\n  ${label}: ${indented(shown, '  ')}`;
}

function hasOwn(value: object, key: string): boolean {
  return getOwnPropertyDescriptor(value, key) !== undefined;
}

/** One error a line, since each may have a stack. */
function showList(error: object, show: ShowProperty): string {
  const list = ownValue(error, 'errors');
  if (!isArray(list)) return show(error, 'errors');
  let text = '';
  let shown = 0;
  for (; shown < list.length && shown < MAX_PARTS && text.length < MAX_CHARACTERS; shown += 1) {
    text += `${shown === 0 ? '' : ','}\n  ${indented(show(list, `${shown}`), '  ')}`;
  }
  if (list.length > shown) text += `,\n  … ${list.length - shown} more`;
  return text === '' ? '[]' : `[${text}\n]`;
}
