import { callPlatform } from '../bridge.ts';
import type { Bridge } from '../bridge.ts';
import { makeError } from '../make-error.ts';
import { makeIterator } from './make-iterator.ts';
import { pairAt, pairsJson } from '../pairs.ts';
import type { Pairs } from '../pairs.ts';
import { addPlatformObject } from '../platform-objects.ts';
import {
  append,
  apply,
  define,
  defineAccessor,
  defineHidden,
  includesText,
  iteratorSymbol,
  ownValue,
  parseJson,
  slice,
  sortList,
  stringifyJson,
  tagSymbol,
} from '../primordials.ts';
import { readPairs } from './read-pairs.ts';
import { makeStates } from './states.ts';
import type { States } from './states.ts';
import { webText } from './web-text.ts';

/** The parameters of a URL's query. */
export interface SearchParams {
  readonly object: object;
  /** Takes the query that the URL has got. */
  readonly replace: (query: string) => void;
}

/** `URLSearchParams`, and how a URL makes its own. */
export interface SearchParamsType {
  readonly type: object;
  readonly create: (query: string, changed: (query: string) => void) => SearchParams;
}

interface State {
  pairs: Pairs;
  /** Tells the URL that these parameters belong to. */
  changed: ((query: string) => void) | undefined;
}

type Pair = readonly [name: string, value: string];

/** Makes `URLSearchParams` of the URL standard. The slot reads and writes queries; the pairs are kept here. */
export function makeUrlSearchParams(bridge: Bridge): SearchParamsType {
  const states = makeStates<State>('URLSearchParams');
  class URLSearchParams {
    constructor(init: unknown = '') {
      const isObject = (typeof init === 'object' && init !== null) || typeof init === 'function';
      const pairs = isObject ? readPairs(init) : parseQuery(bridge, webText(init));
      states.add(this, { pairs, changed: undefined });
      const form = () => queryOf(bridge, states.of(this));
      addPlatformObject(this, { show: () => `URLSearchParams ${stringifyJson(form())}`, form });
    }
    toString(): string {
      return queryOf(bridge, states.of(this));
    }
  }
  const { prototype } = URLSearchParams;
  addLookUps(prototype, states);
  addChanges(bridge, prototype, states);
  addIterators(prototype, states);
  defineHidden(prototype, tagSymbol, 'URLSearchParams');
  const create = (query: string, changed: (query: string) => void): SearchParams => {
    const object = new URLSearchParams(query);
    const state = states.of(object);
    state.changed = changed;
    const replace = (text: string) => {
      state.pairs = parseQuery(bridge, text);
    };
    return { object, replace };
  };
  return { type: URLSearchParams, create };
}

function parseQuery(bridge: Bridge, query: string): Pairs {
  const text = query[0] === '?' ? slice(query, 1) : query;
  return text === '' ? [] : (parseJson(callPlatform(bridge, 'formParse', text)) as Pairs);
}

function queryOf(bridge: Bridge, { pairs }: State): string {
  return pairs.length === 0 ? '' : callPlatform(bridge, 'formWrite', pairsJson(pairs));
}

function addLookUps(prototype: object, states: States<State>): void {
  define(prototype, 'get', function get(this: object, name: unknown): string | null {
    const values = valuesOf(states.of(this).pairs, webText(name));
    return values.length === 0 ? null : (values[0] as string);
  });
  define(prototype, 'getAll', function getAll(this: object, name: unknown): string[] {
    return valuesOf(states.of(this).pairs, webText(name));
  });
  define(prototype, 'has', function has(this: object, name: unknown, value?: unknown): boolean {
    const values = valuesOf(states.of(this).pairs, webText(name));
    return value === undefined ? values.length > 0 : includesText(values, webText(value));
  });
  defineAccessor(prototype, 'size', function (this: object): number {
    return states.of(this).pairs.length;
  });
}

function valuesOf(pairs: Pairs, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairAt(pairs, i);
    if (pair[0] === name) append(values, pair[1]);
  }
  return values;
}

function addChanges(bridge: Bridge, prototype: object, states: States<State>): void {
  const change = (state: State, pairs: Pairs): void => {
    state.pairs = pairs;
    state.changed?.(queryOf(bridge, state));
  };
  define(prototype, 'append', function add(this: object, name: unknown, value: unknown): void {
    const state = states.of(this);
    append(state.pairs, [webText(name), webText(value)]);
    change(state, state.pairs);
  });
  define(prototype, 'delete', function remove(this: object, name: unknown, value?: unknown): void {
    const state = states.of(this);
    const only = value === undefined ? undefined : webText(value);
    change(state, without(state.pairs, webText(name), only));
  });
  define(prototype, 'set', function set(this: object, name: unknown, value: unknown): void {
    const state = states.of(this);
    change(state, withValue(state.pairs, webText(name), webText(value)));
  });
  define(prototype, 'sort', function sort(this: object): void {
    const state = states.of(this);
    sortList(state.pairs, (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    change(state, state.pairs);
  });
}

function without(pairs: Pairs, name: string, value: string | undefined): Pairs {
  const kept: Pairs = [];
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairAt(pairs, i);
    if (pair[0] !== name || (value !== undefined && pair[1] !== value)) append(kept, pair);
  }
  return kept;
}

/** The first pair of the name gets the value, the others leave; without one, it comes last. */
function withValue(pairs: Pairs, name: string, value: string): Pairs {
  const changed: Pairs = [];
  let isSet = false;
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairAt(pairs, i);
    if (pair[0] !== name) append(changed, pair);
    else if (!isSet) append(changed, [name, value]);
    isSet ||= pair[0] === name;
  }
  if (!isSet) append(changed, [name, value]);
  return changed;
}

/** An iterator sees what was changed since it was made, as the standard says. */
function addIterators(prototype: object, states: States<State>): void {
  const add = (name: string, part: (pair: Pair) => unknown): void => {
    define(prototype, name, function (this: object): object {
      const state = states.of(this);
      return makeIterator('URLSearchParams Iterator', (index) =>
        index < state.pairs.length ? { value: part(pairAt(state.pairs, index)) } : undefined,
      );
    });
  };
  add('entries', (pair) => [pair[0], pair[1]]);
  add('keys', (pair) => pair[0]);
  add('values', (pair) => pair[1]);
  defineHidden(prototype, iteratorSymbol, ownValue(prototype, 'entries'));
  define(prototype, 'forEach', function forEach(this: object, visit: unknown, self?: unknown): void {
    const state = states.of(this);
    if (typeof visit !== 'function') throw makeError('TypeError', 'forEach takes a function', forEach);
    for (let i = 0; i < state.pairs.length; i += 1) {
      const pair = pairAt(state.pairs, i);
      apply(visit as (...args: unknown[]) => unknown, self, [pair[1], pair[0], this]);
    }
  });
}
