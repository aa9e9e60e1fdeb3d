import { Option } from 'commander';
import type { ScriptVersion } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integerFrom } from '../input/parse-option.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import {
  noteVersion,
  versionOptions,
  versionRequest,
  type VersionOptions,
} from '../integrations/version-options.ts';

/** `integration:rollback` */
export const integrationRollback = defineCommand<VersionOptions & { readonly to?: number }>({
  name: 'integration:rollback',
  summary: 'Goes back to an earlier version of a script',
  details:
    'Adds a version with the source of the earlier one: history stays a line. Runs that begin later use it.',
  arguments: { '[id]': integrationArgument },
  options: [
    new Option('--to <version>', 'the version whose source becomes the current one').argParser(
      integerFrom(1),
    ),
    ...versionOptions,
  ],
  async run(session, { args: [called], options }) {
    if (options.to === undefined)
      throw new Failure('--to is required: integration:versions lists the versions');
    const { api, ...project } = await chooseProject(session);
    const {
      id,
      name,
      script_version: before,
    } = await chooseIntegration(session, { api, ...project }, called);
    const path = ['integrations', id, 'versions', String(options.to), 'rollback'];
    const version = await api.send<ScriptVersion>('POST', path, versionRequest(options));
    noteVersion(session.terminal, name, before, version);
  },
});
