import { callPlatform } from '../bridge.ts';
import type { Bridge } from '../bridge.ts';
import { makeError } from '../make-error.ts';
import { addPlatformObject } from '../platform-objects.ts';
import {
  define,
  defineAccessor,
  defineHidden,
  parseJson,
  slice,
  stringifyJson,
  tagSymbol,
} from '../primordials.ts';
import { makeStates } from './states.ts';
import type { States } from './states.ts';
import type { SearchParams, SearchParamsType } from './url-search-params.ts';
import { webText } from './web-text.ts';

/** The parts that can be assigned. */
const PARTS = [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;

type Part = (typeof PARTS)[number] | 'origin';
type Parts = Readonly<Record<Part, string>>;

interface State {
  parts: Parts;
  /** Made when a script first looks. */
  searchParams: SearchParams | undefined;
}

/** Makes `URL` of the URL standard. The slot parses; the parts are kept here. */
export function makeUrl(bridge: Bridge, searchParams: SearchParamsType): object {
  const states = makeStates<State>('URL');
  class URL {
    constructor(url: unknown, base?: unknown) {
      states.add(this, { parts: parse(bridge, webText(url), optionalText(base)), searchParams: undefined });
      addPlatformObject(this, { show: () => `URL ${stringifyJson(states.of(this).parts.href)}` });
    }
    toString(): string {
      return states.of(this).parts.href;
    }
    toJSON(): string {
      return states.of(this).parts.href;
    }
  }
  addStatics(bridge, URL);
  const { prototype } = URL;
  for (let i = 0; i < PARTS.length; i += 1) addPart(bridge, prototype, states, PARTS[i] as Part);
  addReader(prototype, 'origin', (url) => states.of(url).parts.origin);
  addReader(prototype, 'searchParams', (url) => searchParamsOf(bridge, states.of(url), searchParams));
  defineHidden(prototype, tagSymbol, 'URL');
  return URL;
}

function addStatics(bridge: Bridge, type: new (url: unknown, base?: unknown) => object): void {
  define(type, 'canParse', function canParse(url: unknown, base?: unknown): boolean {
    return tryParse(bridge, webText(url), optionalText(base)) !== '';
  });
  define(type, 'parse', function parse(url: unknown, base?: unknown): object | null {
    const text = webText(url);
    const against = optionalText(base);
    return tryParse(bridge, text, against) === '' ? null : new type(text, against);
  });
}

function optionalText(value: unknown): string | undefined {
  return value === undefined ? undefined : webText(value);
}

function parse(bridge: Bridge, url: string, base: string | undefined): Parts {
  const answer = tryParse(bridge, url, base);
  if (answer !== '') return parseJson(answer) as Parts;
  throw invalid(base === undefined ? quoted(url) : `${quoted(url)} with the base ${quoted(base)}`);
}

/** The parts as JSON, or `''`. */
function tryParse(bridge: Bridge, url: string, base: string | undefined): string {
  return base === undefined
    ? callPlatform(bridge, 'urlParse', url)
    : callPlatform(bridge, 'urlParse', url, base);
}

function quoted(text: string): string {
  return stringifyJson(slice(text, 0, 200));
}

function invalid(what: string): Error {
  return makeError('TypeError', `Invalid URL: ${what}`, invalid);
}

function addPart(bridge: Bridge, prototype: object, states: States<State>, part: Part): void {
  const get = function (this: object): string {
    return states.of(this).parts[part];
  };
  const set = function (this: object, value: unknown): void {
    const state = states.of(this);
    const text = webText(value);
    const answer = callPlatform(bridge, 'urlSet', state.parts.href, part, text);
    if (answer === '') throw invalid(quoted(text));
    state.parts = parseJson(answer) as Parts;
    if (part === 'href' || part === 'search') state.searchParams?.replace(state.parts.search);
  };
  defineAccessor(prototype, part, get, set);
}

function addReader(prototype: object, name: string, read: (url: object) => unknown): void {
  defineAccessor(prototype, name, function (this: object) {
    return read(this);
  });
}

function searchParamsOf(bridge: Bridge, state: State, { create }: SearchParamsType): object {
  state.searchParams ??= create(state.parts.search, (query) => {
    state.parts = parseJson(callPlatform(bridge, 'urlSet', state.parts.href, 'search', query)) as Parts;
  });
  return state.searchParams.object;
}
