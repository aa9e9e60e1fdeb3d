import type { IntegrationExplanation } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { printTable } from '../output/print-table.ts';
import type { Column } from '../output/table.ts';
import type { TableOptions } from '../output/table-options.ts';
import { isWholeJson, jsonListText } from '../output/whole-json.ts';
import type { Session } from '../session.ts';
import { chooseIntegration } from './choose-integration.ts';

type Reason = IntegrationExplanation['reasons'][number];

/** Why activities do not fire an integration. */
export const reasonColumns: readonly Column<Reason>[] = [
  { id: 'count', header: 'Activities', value: ({ count }) => count },
  { id: 'field', header: 'Field', value: ({ field }) => field },
  { id: 'reason', header: 'Reason of the latest', value: ({ latest }) => latest.message },
  { id: 'activity', header: 'Latest', value: ({ latest }) => latest.activity, isWhole: true },
  { id: 'type', header: 'Type', value: ({ latest }) => latest.type },
];

/** Says which of the last activities have fired an integration, and why the others have not. */
export async function explainBackwards(
  session: Session,
  named: string,
  last: number,
  options: TableOptions,
): Promise<void> {
  const { terminal } = session;
  const project = await chooseProject(session);
  const { id, name } = await chooseIntegration(session, project, named);
  const path = ['integrations', id, 'explanation'];
  const explanation = await project.api.get<IntegrationExplanation>(path, { last });
  if (isWholeJson(options)) return terminal.data(jsonListText([explanation], options.format));
  const { activities, fired, reasons } = explanation;
  const others = activities - fired;
  terminal.note(`${fired} of the last ${activities} activities fired ${name}, ${others} did not.`);
  if (reasons.length > 0) await printTable(terminal, { columns: reasonColumns, rows: reasons }, options);
}
