import { savedQueries } from '@upshot/ledger/reader/saved-queries';
import type { Client } from 'pg';

interface Column {
  readonly view: string;
  readonly says: string;
  readonly column: string;
  readonly type: string;
  readonly meaning: string;
}

/** The page of the SQL contract: its views with every column, and the queries of the pack. */
export async function describeSql(client: Client): Promise<string> {
  const { rows } = await client.query<Column>(`
    select c.relname as view, obj_description(c.oid) as says, a.attname as column,
      format_type(a.atttypid, null) as type, coalesce(col_description(c.oid, a.attnum), '') as meaning
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'v1'::regnamespace and c.relkind = 'v' and a.attnum > 0
    order by c.oid, a.attnum`);
  const views = Object.entries(Object.groupBy(rows, ({ view }) => view));
  return [intro, ...savedQueries.map(describeQuery), '## Views\n', ...views.map(describeView)].join('\n');
}

const intro = `# The log as SQL

\`\`\`sh
npm run sql-reader                      # as the owner of the database: prints a URL for analysts
psql "postgres://upshot_reader:…@host/upshot" -c 'select outcome, count(*) from runs group by 1'
upshot log:query --saved failing        # without psql
upshot log:query "select * from pending" --format csv
\`\`\`

Schema \`v1\` is the contract for analysts. Its views show the ledger with names instead of ids alone. Within \`v1\`
a view never loses or changes a column; it may gain some, at the end. The tables of the schema \`public\` may
change with any version.

| Limit                         | Value                                                       |
| ----------------------------- | ----------------------------------------------------------- |
| role                          | \`upshot_reader\`: reads \`v1\` only; no secrets, no writes |
| statement_timeout of the role | 30 s                                                        |
| \`upshot log:query\`        | 10 s, 10,000 rows, 16 MB                                    |
| how far back                  | as long as data is kept: [retention](retention.md)          |

**Name a range of time** (\`ended_at\`, \`recorded_at\`): rows are partitioned by day, and a query without a range
reads every day.

**Incremental readers** page by \`commit_order\`, the transaction that wrote the row. \`seq\` or a time would miss
rows that commit late. Keep the upper bound, and start there the next time:

\`\`\`sql
select run, outcome, commit_order
from v1.runs
where ended_at > now() - interval '1 hour'
  and commit_order >= '0'::xid8  -- the upper bound of the time before
  and commit_order < pg_snapshot_xmin(pg_current_snapshot());
\`\`\`

The role belongs to the whole server. A migration creates it, unless its user may not create roles; then create it
by hand before the migrations, with the settings that the migration would give it. Restore a backup the same way.

\`\`\`sql
create role upshot_reader nologin;
alter role upshot_reader set default_transaction_read_only = on;
alter role upshot_reader set statement_timeout = '30s';
alter role upshot_reader set search_path = v1;
\`\`\`

The queries below are run by \`upshot log:query --saved NAME\`, and by a test.
`;

function describeQuery({ name, title, sql }: (typeof savedQueries)[number]): string {
  return `## ${title}\n\nSaved as \`${name}\`.\n\n\`\`\`sql\n${sql};\n\`\`\`\n`;
}

function describeView([name, columns = []]: [string, readonly Column[] | undefined]): string {
  const lines = columns.map(({ column, type, meaning }) => `- \`${column}\` (${type}):\n  ${meaning}`);
  return `### \`${name}\`\n\n${columns[0]?.says ?? ''}\n\n${lines.join('\n')}\n`;
}
