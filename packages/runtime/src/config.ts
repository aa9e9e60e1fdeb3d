import { readFileSync } from 'node:fs';
import { Type, type Static, type TOptional, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { ConfigFault } from './config-fault.ts';
import { describeUnknownNames } from './unknown-names.ts';

/** One setting: the environment variable it is read from, what it does, its shape, and its default. */
export interface Setting<S extends TSchema = TSchema, V = unknown> {
  readonly env: string;
  readonly doc: string;
  readonly schema: S;
  /** Undefined means that it must be given, unless the schema is optional. */
  readonly default?: Static<S>;
  /** Never printed. May also be read from the file that `<env>_FILE` names. */
  readonly secret?: boolean;
  /** Turns a value of this shape into what the service works with. Throws what is wrong, without the value. */
  parse?(this: void, value: Static<S>): V;
}

/** A service's settings: one table, from which types, the start-up check and `docs/configuration.md` derive. */
export type Settings = Readonly<Record<string, Setting>>;

type SettingValue<T> =
  T extends Setting<infer S, infer V> ? V | (S extends TOptional ? undefined : never) : never;

export type Config<T extends Settings> = { readonly [K in keyof T]: SettingValue<T[K]> };

/** Keeps the literal types of a settings table. */
export function defineSettings<const T extends Settings>(settings: T): T {
  return settings;
}

/** Declares one setting, so that its default is checked against its schema. */
export function setting<S extends TSchema>(definition: Unparsed<S>): Setting<S, Static<S>>;
export function setting<S extends TSchema, V>(definition: Setting<S, V>): Setting<S, V>;
export function setting<S extends TSchema>(definition: Setting<S>): Setting<S> {
  return definition;
}

type Unparsed<S extends TSchema> = Omit<Setting<S>, 'parse'> & { readonly parse?: never };

export const integer = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
export const text = () => Type.String({ minLength: 1 });
export const optionalText = () => Type.Optional(Type.String());

/** Reads the settings from the environment. Throws one `ConfigFault` with a line for every mistake. */
export function readConfig<T extends Settings>(
  settings: T,
  environment: NodeJS.ProcessEnv = process.env,
): Config<T> {
  const mistakes: string[] = [];
  const entries = Object.entries(settings).map(([name, item]) => {
    try {
      return [name, readSetting(item, environment)];
    } catch (mistake) {
      mistakes.push(`${item.env} ${mistake instanceof Error ? mistake.message : String(mistake)}`);
      return [name, undefined];
    }
  });
  if (mistakes.length > 0) throw new ConfigFault([...mistakes, ...describeUnknownNames(environment)]);
  return Object.fromEntries(entries) as Config<T>;
}

function readSetting(item: Setting, environment: NodeJS.ProcessEnv): unknown {
  const given = item.secret === true ? readSecret(item.env, environment) : environment[item.env];
  const value: unknown =
    given === undefined || given === '' ? item.default : Value.Convert(item.schema, given);
  if (value === undefined && Type.IsOptional(item.schema)) return undefined;
  if (value === undefined) throw new Error(`is not set: ${item.doc}`);
  if (!Value.Check(item.schema, value)) throw new Error(`${explain(item, value)}: ${item.doc}`);
  return item.parse === undefined ? value : parseValue(item.parse, value);
}

function parseValue(parse: (value: unknown) => unknown, value: unknown): unknown {
  try {
    return parse(value);
  } catch (cause) {
    throw new Error(`is not valid: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A secret may stand in a file, as Docker and Kubernetes mount it. */
function readSecret(env: string, environment: NodeJS.ProcessEnv): string | undefined {
  const path = environment[`${env}_FILE`];
  const given = environment[env];
  if (path === undefined || path === '') return given;
  if (given !== undefined && given !== '') throw new Error(`and ${env}_FILE are both set: set one of them.`);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new Error(`cannot be read from the file that ${env}_FILE names (${reason}).`, { cause });
  }
}

function explain(item: Setting, value: unknown): string {
  const [first] = Value.Errors(item.schema, value);
  const got = item.secret === true ? '' : ` (got ${JSON.stringify(value)})`;
  return `${first?.message ?? 'is not valid'}${got}`;
}
