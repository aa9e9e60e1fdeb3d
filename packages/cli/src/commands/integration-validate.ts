import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { rejectInvalid } from '../integrations/invalid-integration.ts';

/** `integration:validate` */
export const integrationValidate = defineCommand({
  name: 'integration:validate',
  summary: 'Checks an integration; exit code 4 when it is invalid',
  arguments: { '[id]': integrationArgument },
  async run(session, { args: [id] }) {
    const { terminal } = session;
    const project = await chooseProject(session);
    const { id: integrationId, type, _links: links } = await chooseIntegration(session, project, id);
    if (links !== undefined && !('#validate' in links)) {
      throw new Failure('This integration does not support validation.');
    }
    terminal.note(`Validating the integration ${integrationId} (type: ${type})...`);
    await project.api
      .send('POST', ['integrations', integrationId, 'validate'])
      .catch(rejectInvalid('The integration is invalid.'));
    terminal.note('The integration is valid.', 'green');
  },
});
