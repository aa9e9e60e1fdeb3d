import path from 'node:path';
import type { FileVariable } from '@upshot/integrations/file/file-schema';
import type { Fields } from '@upshot/integrations/field';
import { definitionOf, isIntegrationType } from '@upshot/integrations/registry';
import { isObject } from '@upshot/shared/json-object';
import { Failure } from '../failure.ts';
import { readText } from '../input/read-text.ts';
import { nameNearest } from '../script/read-script.ts';
import type { FileIntegration } from './read-declared.ts';

/** Leaves a secret of the server as it is. */
const KEPT = '******';

/** An integration as the API takes it. */
export type DeclaredBody = Readonly<Record<string, unknown>>;

/** Where values come from. */
export interface ValueSources {
  /** False: secrets stay as the server has them. */
  readonly withSecrets: boolean;
  readonly environment: NodeJS.ProcessEnv;
}

/** Opens what a file refers to. `complain` is called for what is missing. */
interface Opener extends ValueSources {
  readonly folder: string;
  readonly complain: (field: string, reason: string) => void;
}

/**
 * Puts scripts, and values that stand elsewhere, into integrations. Throws a Failure that names everything that is
 * missing.
 */
export async function resolveValues(
  integrations: readonly FileIntegration[],
  sources: ValueSources,
): Promise<readonly DeclaredBody[]> {
  const missing: string[] = [];
  const bodies: DeclaredBody[] = [];
  for (const { place, file, fields } of integrations) {
    const complain = (field: string, reason: string) => void missing.push(`${place}: ${field}: ${reason}`);
    bodies.push(await toBody(fields, { ...sources, folder: path.dirname(file), complain }));
  }
  if (missing.length > 0) throw new Failure(missing.join('\n'));
  return bodies;
}

async function toBody(given: FileIntegration['fields'], opener: Opener): Promise<DeclaredBody> {
  const { version: _version, variables, ...rest } = given;
  const own: Fields = isIntegrationType(given.type) ? definitionOf(given.type).fields : {};
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest)) {
    const field = own[name];
    if (field?.option.reads === 'script-file') body[name] = await readScriptOf(String(value), opener);
    else if (field?.keptIn === 'sealed' && value !== null) body[name] = await readSecret(name, value, opener);
    else body[name] = value;
  }
  if (variables === undefined) return body;
  const resolved: [string, object][] = [];
  for (const [name, variable] of Object.entries(variables))
    resolved.push([name, await readVariable(`variables.${name}`, variable, opener)]);
  return { ...body, variables: Object.fromEntries(resolved) };
}

async function readScriptOf(named: string, { folder, complain }: Opener): Promise<string> {
  const file = pathOf(named, folder);
  try {
    return await readText(file);
  } catch (error) {
    complain('script', messageOf(nameNearest(error, file)));
    return '';
  }
}

async function readSecret(name: string, value: unknown, opener: Opener): Promise<unknown> {
  if (!opener.withSecrets) return KEPT;
  return isObject(value) ? await open(name, value, opener) : value;
}

async function readVariable(field: string, given: FileVariable, opener: Opener): Promise<object> {
  if (typeof given === 'string') return { value: given };
  const { json = false, sensitive = false, attributes, ...where } = given;
  const isKept = sensitive && (!opener.withSecrets || Object.keys(where).length === 0);
  return {
    ...(isKept ? {} : { value: await open(field, where, opener) }),
    ...(json ? { is_json: true } : {}),
    ...(sensitive ? { is_sensitive: true } : {}),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** Where a value stands: here, in the environment, or in a file. */
interface Place {
  readonly value?: string;
  readonly env?: string;
  readonly file?: string;
}

async function open(field: string, place: Place, opener: Opener): Promise<string> {
  const { value, env, file } = place;
  const { environment, folder, complain } = opener;
  if (Object.keys(place).length !== 1) complain(field, 'must have one of value, env and file');
  if (value !== undefined) return value;
  if (env !== undefined) {
    const found = environment[env];
    if (found === undefined) complain(field, missingVariable(env));
    return found ?? '';
  }
  if (file === undefined) return '';
  try {
    const text = await readText(pathOf(file, folder));
    return text.replace(/\r?\n$/, '');
  } catch (error) {
    complain(field, messageOf(error));
    return '';
  }
}

function missingVariable(name: string): string {
  return `the environment has no ${name}; set it, or leave all secrets as they are with --no-secrets`;
}

function pathOf(named: string, folder: string): string {
  return path.isAbsolute(named) ? named : path.join(folder, named);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Failure)) throw error;
  return error.message;
}
