import type { Static, TSchema } from 'typebox';

/**
 * Where the value of a field is kept:
 * - `settings`: in the integration's row as it is, and shown
 * - `sealed`: encrypted; only whether there is one is shown
 * - `script_versions`: every value it ever had is a version; the newest is shown
 */
type FieldStore = 'settings' | 'sealed' | 'script_versions';

/** How the command line takes a field. */
export interface FieldOption {
  readonly label: string;
  /** Such as `--url <url>`. */
  readonly flags: string;
  readonly description: string;
  /** What the text stands for; text where it is left out. */
  readonly reads?:
    'text' | 'text-or-none' | 'list' | 'integer' | 'number-or-none' | 'seconds' | 'url' | 'script-file';
  /** What the command line sends for a new integration that does not say. */
  readonly default?: readonly string[];
  /** False: it is not asked for. */
  readonly isAsked?: boolean;
}

/** One property of an integration in the API. */
export interface Field<S extends TSchema = TSchema> {
  /** Its `description` says what the field is for. */
  readonly schema: S;
  readonly keptIn: FieldStore;
  /** The value where a new integration does not say; a field without a default is required. */
  readonly default?: Static<S>;
  readonly option: FieldOption;
}

export type Fields = Readonly<Record<string, Field>>;

/** The values of fields as an executor has them: opened, with their defaults. */
export type ValuesOf<F extends Fields> = { readonly [N in keyof F]: Static<F[N]['schema']> };
