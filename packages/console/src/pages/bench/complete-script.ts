/** Everything that scripts can use, as the server lists it. */
export interface ScriptApi {
  readonly globals: readonly ApiMember[];
  readonly types: readonly { readonly name: string; readonly members: readonly ApiMember[] }[];
  readonly underscore: { readonly functions: readonly string[] };
}

interface ApiMember {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

/** A name that may be meant, what it is here, and what it does. */
export interface Candidate {
  readonly label: string;
  readonly detail: string;
  readonly info?: string;
}

/** What a script is given: the names of `activity`, `project` and `variables` with their values. */
export type Given = Readonly<Record<string, unknown>>;

const MAX_VALUE = 48;

/** The names that may stand behind a text that ends with a chain of names, and how many of its letters they replace. */
export function completeScript(
  before: string,
  api: ScriptApi,
  given: Given,
): { readonly typed: number; readonly candidates: readonly Candidate[] } | undefined {
  const [, chain = '', typed = ''] = /((?:[\w$]+(?:\(\))?\.)*)([\w$]*)$/.exec(before) ?? [];
  const owners = chain.split('.').slice(0, -1);
  const [first, ...rest] = owners;
  if (first === undefined) {
    return typed === '' ? undefined : { typed: typed.length, candidates: api.globals.map(describe) };
  }
  const members = Object.hasOwn(given, first)
    ? membersOf(walk(given[first], rest))
    : membersOfApi(api, first, rest);
  return members.length === 0 ? undefined : { typed: typed.length, candidates: members };
}

function walk(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>((owner, name) => {
    if (typeof owner !== 'object' || owner === null || !Object.hasOwn(owner, name)) return undefined;
    return (owner as Readonly<Record<string, unknown>>)[name];
  }, value);
}

/** The members of a value of this very activity, each with what it is there. */
function membersOf(value: unknown): readonly Candidate[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([name]) => /^[\w$]+$/.test(name))
    .map(([label, member]) => ({ label, detail: preview(member) }));
}

/** A value in a few letters. */
export function preview(value: unknown): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return '{…}';
  const text = JSON.stringify(value) ?? '';
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

function membersOfApi(api: ScriptApi, first: string, rest: readonly string[]): readonly Candidate[] {
  if (first === '_' && rest.length === 0)
    return api.underscore.functions.map((label) => ({ label, detail: 'Underscore' }));
  const start = first === 'storage' ? 'ScriptStorage' : typeOf(api.globals, first.replace('()', ''));
  const type = rest.reduce<string | undefined>((owner, name) => {
    const members = api.types.find((known) => known.name === owner)?.members;
    return typeOf(members ?? [], name.replace('()', ''));
  }, start);
  return (api.types.find(({ name }) => name === type)?.members ?? []).map(describe);
}

/** The type that a name is or, for a function, gives. */
function typeOf(members: readonly ApiMember[], name: string): string | undefined {
  const type = members.find((member) => member.name === name)?.type;
  return type?.replace(/^.*=>\s*/s, '');
}

function describe({ name, type, description }: ApiMember): Candidate {
  return { label: name, detail: type, info: description };
}
