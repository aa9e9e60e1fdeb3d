import { isDeepStrictEqual } from 'node:util';
import { Option } from 'commander';
import type { Accepted, Integration } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { collectGivenFields, type FieldOptions } from '../integrations/collect-fields.ts';
import { integrationFields } from '../integrations/fields.ts';
import { rejectInvalid } from '../integrations/invalid-integration.ts';
import { rejectFailed, waitForChange, waitOptions, type WaitOptions } from '../integrations/wait-options.ts';
import { previewFilter, previewOption } from '../integrations/preview-filter.ts';
import { printWarnings } from '../integrations/print-warnings.ts';
import { eventOptions, resolveEvents, type EventOptions } from '../integrations/resolve-events.ts';
import { rejectUnsupportedOptions, unsupportedOptions } from '../integrations/unsupported-options.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';

type Options = EntityOptions &
  EventOptions &
  WaitOptions & { readonly type?: string; readonly preview?: number };

/** `integration:update` */
export const integrationUpdate = defineCommand<Options>({
  name: 'integration:update',
  summary: 'Changes an integration',
  details:
    'Sends only what differs. A new --file replaces the script in place. With --preview nothing changes: it tells ' +
    'what the filter would have matched.',
  arguments: { '[id]': integrationArgument },
  options: [
    new Option('-t, --type <type>', 'the type it has; it cannot change').hideHelp(),
    ...integrationFields.map(({ option }) => option),
    ...eventOptions,
    previewOption,
    ...unsupportedOptions,
    ...waitOptions,
    ...entityOptions,
  ],
  async run(session, { args: [id], options }) {
    const { terminal } = session;
    const project = await chooseProject(session);
    const before = await chooseIntegration(session, project, id);
    if (options.type !== undefined && options.type !== before.type) {
      throw new Failure('The type of an integration cannot change: delete it and add another.');
    }
    rejectUnsupportedOptions(before.type, options);
    const given = await collectGivenFields(before.type, options as unknown as FieldOptions);
    const resolved = await resolveEvents(session.api, given, options);
    const { preview: last } = options;
    if (last !== undefined && before.events === undefined)
      throw new Failure(`The integration ${before.name} has no filter.`);
    if (last !== undefined)
      return await previewFilter(terminal, project, { last, fields: { ...before, ...resolved } }, options);
    const changes = changedFrom(before, resolved);
    if (Object.keys(changes).length === 0) {
      await printEntity(terminal, before, options);
      throw new Failure('No changed values were provided to update.');
    }
    const answer = await project.api
      .send<Accepted<Integration>>('PATCH', ['integrations', before.id], changes)
      .catch(rejectInvalid(`The integration ${before.id} (type: ${before.type}) is invalid.`));
    printWarnings(terminal, answer);
    terminal.note(`Integration ${before.id} (${before.type}) updated`, 'green');
    const failed = await waitForChange(terminal, project, answer, options);
    await printEntity(terminal, answer._embedded?.entity ?? { ...before, ...changes }, options);
    rejectFailed(failed);
  },
});

/** A masked secret differs from every value, so a given one is always sent. */
function changedFrom(before: Integration, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).filter(([key, value]) => !isDeepStrictEqual(before[key], value)),
  );
}
