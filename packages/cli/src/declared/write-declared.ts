import { definitionOf, isIntegrationType } from '@upshot/integrations/registry';
import { isObject } from '@upshot/shared/json-object';
import { isTypeScript } from '@upshot/trial/is-typescript';
import { stringify } from 'yaml';
import { Failure } from '../failure.ts';
import { INTEGRATIONS_FOLDER, PROJECT_FILE } from './find-files.ts';

/** An integration as the API exports it. */
export interface ExportedIntegration {
  readonly name: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Texts of files, by their path. */
export type FileTexts = Readonly<Record<string, string>>;

/** The files that say what a project has: applied to it, they change nothing. */
export function toFiles(project: string, integrations: readonly ExportedIntegration[]): FileTexts {
  const files = integrations.flatMap((integration) => Object.entries(toIntegrationFiles(integration)));
  return { [PROJECT_FILE]: toYaml({ version: 1, project }), ...Object.fromEntries(files) };
}

function toIntegrationFiles(integration: ExportedIntegration): FileTexts {
  const { name, type, variables, script, ...fields } = integration;
  // The name becomes a path: a server is not trusted with that.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw new Failure(`${name} is no name of an integration.`);
  const base = `${INTEGRATIONS_FOLDER}/${name}`;
  const file = typeof script === 'string' ? `${name}.${isTypeScript(script) ? 'ts' : 'js'}` : undefined;
  const document = {
    version: 1,
    name,
    type,
    ...(file === undefined ? {} : { script: `./${file}` }),
    ...Object.fromEntries(
      Object.entries(fields).map(([field, value]) => [field, toField(integration, field, value)]),
    ),
    ...(isObject(variables) ? { variables: toVariables(name, variables) } : {}),
  };
  const source = file === undefined ? {} : { [`${INTEGRATIONS_FOLDER}/${file}`]: withMark(String(script)) };
  return { [`${base}.yaml`]: toYaml(document), ...source };
}

function toField({ name, type }: ExportedIntegration, field: string, value: unknown): unknown {
  const isSecret = isIntegrationType(type) && definitionOf(type).fields[field]?.keptIn === 'sealed';
  return isSecret && value !== null ? { env: environmentName(name, field) } : value;
}

interface ExportedVariable {
  readonly value?: string;
  readonly is_json?: boolean;
  readonly is_sensitive?: boolean;
  readonly attributes?: object;
}

function toVariables(owner: string, variables: object): object {
  return Object.fromEntries(
    Object.entries(variables as Readonly<Record<string, ExportedVariable>>).map(
      ([name, variable]): [string, string | object] => {
        const { value, is_json: json, is_sensitive: sensitive, attributes } = variable;
        const isPlain = value !== undefined && json === undefined && attributes === undefined;
        if (isPlain) return [name, value];
        const where = value === undefined ? { env: environmentName(owner, name) } : { value };
        return [name, { ...where, json, sensitive, attributes }];
      },
    ),
  );
}

/** Such as NOTIFY_SLACK_CHAT_URL. */
function environmentName(owner: string, name: string): string {
  const text = `${owner}_${name}`.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  return /^\d/.test(text) ? `_${text}` : text;
}

/** Where a file is read, its byte order mark is left out: a script that begins with one needs another. */
function withMark(source: string): string {
  return source.startsWith('\uFEFF') ? `\uFEFF${source}` : source;
}

function toYaml(document: object): string {
  return stringify(document, { lineWidth: 0 });
}
