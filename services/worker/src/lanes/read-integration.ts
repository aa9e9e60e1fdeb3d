import type { Database } from '@upshot/ledger/connect';
import { bytesOfRedactor } from '@upshot/secrets/redact/redact';
import { unseal, type KeyRing } from '@upshot/secrets/seal';
import { sql } from 'kysely';

/** A script integration as it is now. */
export interface ScriptIntegration {
  readonly type: 'script';
  readonly id: string;
  readonly concurrency: number;
  readonly version: number;
  readonly source: string;
  /** JSON text of the `project` global. */
  readonly project: string;
  /** JSON text of the `variables` global. */
  readonly variables: string;
  /** Values that must not be seen anywhere. */
  readonly secrets: readonly string[];
}

/** A webhook integration as it is now. */
export interface WebhookIntegration {
  readonly type: 'webhook';
  readonly id: string;
  readonly concurrency: number;
  readonly url: string;
  readonly sharedKey: string | undefined;
}

export type CurrentIntegration = ScriptIntegration | WebhookIntegration;

interface VariableRow {
  readonly id: string;
  readonly name: string;
  readonly value: string | null;
  readonly value_sealed: string | null;
  readonly is_json: boolean;
}

interface Row {
  readonly revision: string;
  readonly id: string;
  readonly type: 'script' | 'webhook';
  readonly concurrency: number;
  readonly script_version: number | null;
  readonly source: string | null;
  readonly url: string | null;
  readonly shared_key_sealed: string | null;
  readonly project: string;
  readonly variables: readonly VariableRow[];
}

/** Reads integrations, each (with each version of its script that is asked for) once for every revision of its project. */
export interface IntegrationReader {
  /**
   * The integration with its script and its variables, opened: as it was at `revision` of its project, or newer.
   * With `scriptVersion` its script is that version; else the current one. Undefined when it was deleted.
   */
  read(id: string, revision: string, scriptVersion?: number): Promise<CurrentIntegration | undefined>;
}

/** So much of the least recently read integrations is forgotten that the rest, with its masks, takes no more memory. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

interface Kept {
  readonly revision: string;
  readonly integration: CurrentIntegration;
  readonly bytes: number;
}

/** Creates the reader of one worker. It keeps integrations of `maxBytes` in all. */
export function createIntegrationReader(
  database: Database,
  ring: KeyRing,
  maxBytes = MAX_KEPT_BYTES,
): IntegrationReader {
  const kept = new Map<string, Kept>();
  let keptBytes = 0;
  const forget = (key: string) => {
    keptBytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };
  const keep = (key: string, entry: Kept) => {
    forget(key);
    kept.set(key, entry);
    keptBytes += entry.bytes;
    for (const oldest of kept.keys()) {
      if (keptBytes <= maxBytes) break;
      forget(oldest);
    }
  };
  return {
    async read(id, revision, scriptVersion) {
      const key = scriptVersion === undefined ? id : `${id} ${scriptVersion}`;
      const known = kept.get(key);
      if (known?.revision === revision) {
        keep(key, known);
        return known.integration;
      }
      const row = await readRow(database, id, scriptVersion);
      forget(key);
      if (row === undefined) return undefined;
      const integration = open(row, ring);
      keep(key, { revision: row.revision, integration, bytes: bytesOf(integration) });
      return integration;
    },
  };
}

/** About so much memory an integration takes, at two bytes a character, with what objects take at least. */
function bytesOf(integration: CurrentIntegration): number {
  if (integration.type === 'webhook') return 1024;
  const { source, project, variables, secrets } = integration;
  const characters = source.length + project.length + 2 * variables.length;
  return 1024 + 2 * characters + bytesOfRedactor(secrets);
}

async function readRow(
  database: Database,
  id: string,
  scriptVersion: number | undefined,
): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    /* integration */ select p.revision, i.id, i.type, i.concurrency, s.version as script_version, s.source, i.url, i.shared_key_sealed,
      (p.document || jsonb_build_object('id', p.id, 'title', p.title, 'created_at', p.created_at, 'updated_at', p.updated_at))::text as project,
      coalesce((select json_agg(v) from variables v where v.integration_id = i.id), '[]') as variables
    from integrations i
    join projects p on p.id = i.project_id
    left join script_versions s
      on s.integration_id = i.id and s.version = coalesce(${scriptVersion ?? null}::integer, i.script_version)
    where i.id = ${id} and i.deleted_at is null and i.type in ('script', 'webhook')`.execute(database);
  return rows[0];
}

function open(row: Row, ring: KeyRing): CurrentIntegration {
  if (row.type === 'webhook') {
    const sealed = row.shared_key_sealed;
    const sharedKey = sealed === null ? undefined : unseal(ring, sealed, `integration:${row.id}:shared_key`);
    return { type: 'webhook', id: row.id, concurrency: row.concurrency, url: row.url ?? '', sharedKey };
  }
  const opened = row.variables.map((variable) => ({ ...variable, text: openVariable(variable, ring) }));
  return {
    type: 'script',
    id: row.id,
    concurrency: row.concurrency,
    version: row.script_version ?? 0,
    source: row.source ?? '',
    project: row.project,
    variables: `{${opened.map(({ name, text, is_json }) => `${JSON.stringify(name)}:${is_json ? text : JSON.stringify(text)}`).join(',')}}`,
    secrets: secretsOf(opened.filter(({ value_sealed }) => value_sealed !== null)),
  };
}

interface OpenVariable {
  readonly text: string;
  readonly is_json: boolean;
}

/** A sensitive JSON value hides each text and number inside it, too. Whole JSON texts are last: they say nothing else. */
function secretsOf(variables: readonly OpenVariable[]): readonly string[] {
  const json = variables.filter(({ is_json }) => is_json).map(({ text }) => text);
  const plain = variables.filter(({ is_json }) => !is_json).map(({ text }) => text);
  return [...plain, ...json.flatMap((text) => leavesOf(JSON.parse(text))), ...json];
}

/** Goes through the levels one by one, since a value may have thousands of them. */
function leavesOf(value: unknown): readonly string[] {
  const leaves: string[] = [];
  let level = [value];
  while (level.length > 0) {
    const deeper: unknown[][] = [];
    for (const item of level) {
      if (typeof item === 'string') leaves.push(item);
      else if (typeof item === 'number') leaves.push(String(item));
      else if (typeof item === 'object' && item !== null) deeper.push(Object.values(item));
    }
    level = deeper.flat();
  }
  return leaves;
}

function openVariable(variable: VariableRow, ring: KeyRing): string {
  if (variable.value_sealed === null) return variable.value ?? '';
  return unseal(ring, variable.value_sealed, `variable:${variable.id}`);
}
