import { hookTypes, integrationTypes } from '@upshot/integrations/registry';
import { Option } from 'commander';
import type { Accepted, Integration } from '../api/entities.ts';
import { chooseProject, type ProjectApi } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { collectGivenFields, collectNewFields, type FieldOptions } from '../integrations/collect-fields.ts';
import { integrationFields } from '../integrations/fields.ts';
import { rejectInvalid } from '../integrations/invalid-integration.ts';
import {
  duplicateOptions,
  nameWithoutDuplicate,
  type DuplicateOptions,
} from '../integrations/refuse-duplicate.ts';
import { rejectFailed, waitForChange, waitOptions, type WaitOptions } from '../integrations/wait-options.ts';
import { previewFilter, previewOption } from '../integrations/preview-filter.ts';
import { printWarnings } from '../integrations/print-warnings.ts';
import { eventOptions, resolveEvents, type EventOptions } from '../integrations/resolve-events.ts';
import { rejectUnsupportedOptions, unsupportedOptions } from '../integrations/unsupported-options.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';
import type { Session } from '../session.ts';

type Options = EntityOptions &
  EventOptions &
  WaitOptions &
  DuplicateOptions & { readonly type?: string; readonly preview?: number };

/** `integration:add` */
export const integrationAdd = defineCommand<Options>({
  name: 'integration:add',
  summary: 'Adds an integration to a project',
  details:
    'Asks for what the options leave open when there is a terminal. By default the integration fires on every ' +
    'completed activity, in every environment: --events "*" --states complete --environments "*". Events are ' +
    'those of event-type:list; "push" is short for "environment.push". A script is named after its file. ' +
    'Where an integration has that name or the same script, nothing is added. With --preview nothing is asked or ' +
    'added: it tells what the filter would have matched, and needs only the options of the filter.',
  options: [
    new Option('-t, --type <type>', `what it does: ${integrationTypes.join(', ')}`),
    ...integrationFields.map(({ option }) => option),
    ...duplicateOptions,
    ...eventOptions,
    previewOption,
    ...unsupportedOptions,
    ...waitOptions,
    ...entityOptions,
  ],
  async run(session, { options }) {
    const { terminal } = session;
    const type = options.type ?? (await askType(session));
    rejectUnsupportedOptions(type, options);
    const project = await chooseProject(session);
    if (options.preview !== undefined) return await preview(session, project, type, options);
    const fields = await collectNewFields(session, type, options as unknown as FieldOptions);
    const name = await nameWithoutDuplicate(project, fields, options);
    const body = { type, ...(await resolveEvents(session.api, { ...fields, name }, options)) };
    const headers = options.duplicate === true ? {} : { prefer: 'reject-duplicate' };
    const answer = await project.api
      .send<Accepted<Integration>>('POST', ['integrations'], body, { headers })
      .catch(rejectInvalid('The integration is invalid.'));
    const entity = answer._embedded?.entity;
    if (entity === undefined) throw new Failure('The server did not return the integration.');
    printWarnings(terminal, answer);
    terminal.note(`Created integration ${entity.id} (type: ${entity.type}, name: ${entity.name})`, 'green');
    const failed = await waitForChange(terminal, project, answer, options);
    await printEntity(terminal, entity, options);
    rejectFailed(failed);
  },
});

async function askType({ prompts }: Session): Promise<string> {
  if (!prompts.isInteractive) throw new Failure('--type is required');
  const choices = integrationTypes.map((type) => ({ value: type, name: type }));
  return prompts.choose('Enter a number to choose the integration type:', choices);
}

async function preview(
  { api, terminal }: Session,
  project: ProjectApi,
  type: string,
  options: Options,
): Promise<void> {
  if (!hookTypes.some((hook) => hook === type))
    throw new Failure(`An integration of type ${type} has no filter.`);
  const given = await collectGivenFields(type, options as unknown as FieldOptions);
  const fields = await resolveEvents(api, given, options);
  await previewFilter(terminal, project, { last: options.preview ?? 0, fields }, options);
}
