import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A service as the Compose file describes it, variables filled in. */
export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly user: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly container_name?: string;
  readonly privileged?: boolean;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, string | number>> } };
  readonly stop_grace_period?: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** The folder of the Compose file. */
export const infra = join(import.meta.dirname, '..', '..', 'infra');

/** The text of infra/docker-compose.yml. */
export const composeText = readFileSync(join(infra, 'docker-compose.yml'), 'utf8');

const fairText = readFileSync(join(infra, 'docker-compose.fair.yml'), 'utf8');

/** The text of infra/observability/docker-compose.yml. */
export const observabilityText = readFileSync(join(infra, 'observability', 'docker-compose.yml'), 'utf8');

/** Reads a file as Compose does: merges anchors, fills in variables, and throws when a required one is not set. */
export function readComposeFile(
  variables: Readonly<Record<string, string>>,
  text: string = composeText,
): ComposeFile {
  return parse(text, {
    merge: true,
    reviver: (_key, value: unknown) => (typeof value === 'string' ? interpolate(value, variables) : value),
  }) as ComposeFile;
}

/** Reads infra/docker-compose.fair.yml laid over the other: what it says of a service comes on top. */
export function readFairFile(variables: Readonly<Record<string, string>>): ComposeFile {
  return layOver(readComposeFile(variables), readComposeFile(variables, fairText));
}

/** Reads infra/observability/docker-compose.yml laid over the other. */
export function readObservabilityFile(variables: Readonly<Record<string, string>>): ComposeFile {
  return layOver(readComposeFile(variables), readComposeFile(variables, observabilityText));
}

function layOver(compose: ComposeFile, over: Partial<ComposeFile>): ComposeFile {
  const services = Object.entries(over.services ?? {}).map(([name, changes]) => {
    const service = compose.services[name];
    const environment = { ...service?.environment, ...changes.environment };
    return [name, { ...service, ...changes, environment }] as const;
  });
  return {
    ...compose,
    services: { ...compose.services, ...Object.fromEntries(services) },
    volumes: { ...compose.volumes, ...over.volumes },
    secrets: { ...compose.secrets, ...over.secrets },
  };
}

/** `$$`, `${NAME}`, `${NAME:-default}` and `${NAME:?message}` of the Compose specification (interpolation). */
function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/g,
    (_whole, name?: string, operator?: string, operand: string = '') => {
      if (name === undefined) return '$';
      const value = variables[name];
      if (value !== undefined && value !== '') return value;
      if (operator === '?') throw new Error(`required variable ${name} is missing a value: ${operand}`);
      return operator === '-' ? operand : '';
    },
  );
}
