import { activityStates } from '@upshot/shared/activity';
import { integrationTypes } from '@upshot/integrations/registry';
import { outcomes } from '@upshot/shared/outcome';
import { tokenScopes } from '@upshot/shared/token-scope';
import { activityTypes } from '../activities/activity-types.ts';
import type { Api } from '../api/api.ts';
import type { Entity, Integration } from '../api/entities.ts';
import { formats } from '../output/format.ts';
import type { TypedLine } from './read-typed-line.ts';

const SHOWN = 100;

/** Returns what the word being typed may be, apart from options: a value of the option before it, or an id. */
export async function findWords(
  api: Api,
  project: string | undefined,
  line: TypedLine,
): Promise<readonly string[]> {
  const below = project === undefined ? undefined : api.within('projects', project);
  if (line.open !== undefined) return valuesOf(line, below);
  return below === undefined || /^(project|token|worker)/.test(line.command.name)
    ? globalIds(api, line)
    : idsOf(below, line);
}

async function valuesOf({ command, open }: TypedLine, project: Api | undefined): Promise<readonly string[]> {
  const name = open?.long ?? '';
  if (open?.argChoices !== undefined) return open.argChoices;
  if (name === '--type') {
    return /^integration:(add|list|update)$/.test(command.name) ? integrationTypes : activityTypes;
  }
  if (name === '--integration' && project !== undefined) return integrationWords(project);
  if (name === '--activity' && project !== undefined) return ids(project, 'activities', { count: SHOWN });
  return values[name] ?? [];
}

const values: Readonly<Record<string, readonly string[]>> = {
  '--format': Object.keys(formats),
  '--state': activityStates,
  '--states': activityStates,
  '--result': ['success', 'failure'],
  '--events': activityTypes,
  '--exclude-type': activityTypes,
  '--outcome': outcomes,
  '--scope': tokenScopes,
};

/** Ids of things that are in no project. */
async function globalIds(api: Api, { command, args }: TypedLine): Promise<readonly string[]> {
  if (args.length > 0) return [];
  if (command.name === 'token:revoke') return ids(api, 'tokens');
  if (/^worker:(drain|resume)$/.test(command.name)) return ids(api, 'workers');
  if (command.name === 'project:get') return ids(api, 'projects');
  return [];
}

async function idsOf(project: Api, { command, args }: TypedLine): Promise<readonly string[]> {
  const [argument] = Object.keys(command.arguments ?? {}).slice(args.length);
  const isList = Object.keys(command.arguments ?? {})[0] === '[id...]';
  const [integration = ''] = args;
  if (isList) return ids(project, 'activities', { count: SHOWN });
  if (argument === '<type>') return activityTypes;
  if (argument === '[integration]') return integrationWords(project);
  if (argument === '[activity]')
    return ids(project.within('integrations', integration), 'activities', { count: SHOWN });
  if (argument === '[variable]') return names(project.within('integrations', integration));
  if (argument !== '[id]') return [];
  if (command.name.startsWith('integration:')) return integrationWords(project);
  return ids(project, command.name.startsWith('run:') ? 'runs' : 'activities', { count: SHOWN });
}

/** Integrations are called by their names or their ids. */
async function integrationWords(project: Api): Promise<readonly string[]> {
  const integrations = await project.get<readonly Integration[]>(['integrations']);
  return integrations.flatMap(({ name, id }) => [name, id]);
}

async function ids(api: Api, collection: string, query: { count?: number } = {}): Promise<string[]> {
  const things = await api.get<readonly Entity[]>([collection], query);
  return things.map(({ id }) => String(id));
}

async function names(integration: Api): Promise<string[]> {
  const variables = await integration.get<readonly Entity[]>(['variables']);
  return variables.map(({ name }) => String(name));
}
