import { Type, type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** One setting: the environment variable it is read from, what it does, its shape, and what applies without it. */
export interface Setting<S extends TSchema = TSchema> {
  readonly env: string;
  readonly doc: string;
  readonly schema: S;
  /** Undefined means that it must be given, unless the schema is optional. */
  readonly default?: Static<S>;
  /** Never printed. */
  readonly secret?: boolean;
}

/** A service's settings: one table, from which types, the start-up check and `docs/configuration.md` derive. */
export type Settings = Readonly<Record<string, Setting>>;

export type Config<T extends Settings> = { readonly [K in keyof T]: Static<T[K]['schema']> };

/** Keeps the literal types of a settings table. */
export function defineSettings<const T extends Settings>(settings: T): T {
  return settings;
}

/** Declares one setting, so that its default is checked against its schema. */
export function setting<S extends TSchema>(definition: Setting<S>): Setting<S> {
  return definition;
}

export const integer = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
export const text = () => Type.String({ minLength: 1 });
export const optionalText = () => Type.Optional(Type.String());

/** Reads the settings from the environment. Throws one error that names every mistake at once. */
export function readConfig<T extends Settings>(
  settings: T,
  environment: NodeJS.ProcessEnv = process.env,
): Config<T> {
  const mistakes: string[] = [];
  const entries = Object.entries(settings).map(([name, one]) => {
    const given = environment[one.env];
    const value: unknown =
      given === undefined || given === '' ? one.default : Value.Convert(one.schema, given);
    if (value === undefined && Type.IsOptional(one.schema)) return [name, undefined];
    if (value === undefined) mistakes.push(`${one.env} is not set: ${one.doc}`);
    else if (!Value.Check(one.schema, value)) mistakes.push(`${one.env} ${explain(one, value)}: ${one.doc}`);
    return [name, value];
  });
  if (mistakes.length > 0) throw new Error(`the configuration is not valid:\n  ${mistakes.join('\n  ')}`);
  return Object.fromEntries(entries) as Config<T>;
}

function explain(one: Setting, value: unknown): string {
  const [first] = Value.Errors(one.schema, value);
  const got = one.secret === true ? '' : ` (got ${JSON.stringify(value)})`;
  return `${first?.message ?? 'is not valid'}${got}`;
}
