import { Option } from 'commander';
import type { ScriptVersion } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import {
  noteVersion,
  versionOptions,
  versionRequest,
  type VersionOptions,
} from '../integrations/version-options.ts';
import { chooseComparison } from '../script-test/choose-comparison.ts';

/** `integration:promote` */
export const integrationPromote = defineCommand<VersionOptions & { readonly comparison?: string }>({
  name: 'integration:promote',
  summary: 'Makes the source of the last shadow the next version of a script',
  details: 'Whatever the shadow has found: integration:shadow shows it.',
  arguments: { '[id]': integrationArgument },
  options: [new Option('--comparison <id>', 'that of this comparison'), ...versionOptions],
  async run(session, { args: [called], options }) {
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, called);
    const { id, name, script_version: before } = integration;
    const comparison = await chooseComparison(project.api, integration, options.comparison);
    const path = ['integrations', id, 'comparisons', comparison.id, 'promote'];
    const version = await project.api.send<ScriptVersion>('POST', path, versionRequest(options));
    noteVersion(session.terminal, name, before, version);
  },
});
