import { filterFields, limitFields } from '@upshot/integrations/filter-fields';
import { Option } from 'commander';
import type { FilterPreview } from '../api/entities.ts';
import type { ProjectApi } from '../choose-project.ts';
import { integerFrom } from '../input/parse-option.ts';
import { printTable } from '../output/print-table.ts';
import type { TableOptions } from '../output/table-options.ts';
import { isWholeJson, jsonListText } from '../output/whole-json.ts';
import type { Terminal } from '../terminal.ts';
import { reasonColumns } from './explain-backwards.ts';
import { rejectInvalid } from './invalid-integration.ts';

const MAX_ACTIVITIES = 1000;

/** The option of commands that can show a filter instead of saving it. */
export const previewOption = new Option(
  '--preview [n]',
  'only show which of the last n activities the filter would have matched',
)
  .preset(MAX_ACTIVITIES)
  .argParser(integerFrom(1, MAX_ACTIVITIES));

/** Says which of the last activities a filter would have matched, and why not the others. */
export async function previewFilter(
  terminal: Terminal,
  { api }: ProjectApi,
  { last, fields }: { readonly last: number; readonly fields: Readonly<Record<string, unknown>> },
  options: TableOptions,
): Promise<void> {
  const isFilter = (name: string) => Object.hasOwn(filterFields, name) && !Object.hasOwn(limitFields, name);
  const filter = Object.fromEntries(Object.entries(fields).filter(([name]) => isFilter(name)));
  const preview = await api
    .send<FilterPreview>('POST', ['filter-preview'], { ...filter, last })
    .catch(rejectInvalid('The filter is invalid.'));
  if (isWholeJson(options)) return terminal.data(jsonListText([preview], options.format));
  const { activities, matched, types, reasons, warnings } = preview;
  for (const warning of warnings) terminal.note(`Warning: ${warning}`, 'yellow');
  terminal.note(`This filter would have matched ${matched} of the last ${activities} activities.`);
  for (const { type, count } of types) terminal.note(`  ${count}  ${type}`);
  if (reasons.length > 0) await printTable(terminal, { columns: reasonColumns, rows: reasons }, options);
}
