import type { Activity } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import { printTable } from '../output/print-table.ts';
import type { TableOptions } from '../output/table-options.ts';
import type { Column } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';

interface Listing {
  readonly heading: string;
  readonly columns: readonly Column<Activity>[];
  readonly activities: readonly Activity[];
  readonly limit: number;
}

/** Prints a list of activities, and says when there may be more. */
export async function printActivities(
  terminal: Terminal,
  listing: Listing,
  options: TableOptions,
): Promise<void> {
  const { heading, columns, activities, limit } = listing;
  if (activities.length === 0) throw new Failure('No activities found');
  const isForPeople = options.format === 'table';
  if (isForPeople) terminal.note(heading);
  await printTable(terminal, { columns, rows: activities }, options);
  if (isForPeople && activities.length === limit) {
    terminal.note(
      `There may be more: --limit raises the number, --start goes further back (shown: ${limit}).`,
    );
  }
}
