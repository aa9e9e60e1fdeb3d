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
      replace(format_type(a.atttypid, null), 'timestamp with time zone', 'timestamptz') as type,
      coalesce(col_description(c.oid, a.attnum), '') as meaning
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'v1'::regnamespace and c.relkind = 'v' and a.attnum > 0
    order by c.oid, a.attnum`);
  const views = Object.entries(Object.groupBy(rows, ({ view }) => view));
  const documented: Column[] = [];
  const described = views.map(([name, columns = []]) => {
    const text = describeView(name, columns, documented);
    documented.push(...columns);
    return text;
  });
  return [
    intro,
    aboutRequests,
    '## Views\n',
    ...described,
    '## Queries\n',
    ...savedQueries.map(describeQuery),
  ].join('\n');
}

const intro = `# The log as SQL

\`\`\`sh
upshot log:query --saved failing        # a query of this page, without psql
upshot log:query "select * from pending" --format csv
upshot log:export --from -1d --format csv > attempts.csv   # every row, however many
npm run sql-reader                      # as the owner of the database: prints a URL for analysts
psql "postgres://upshot_reader:…@host/upshot" -c 'select outcome, count(*) from runs group by 1'
\`\`\`

- **Views** of the schema \`v1\` are the contract: a view never loses or changes a column; new ones come at the end.
  Tables of the schema \`public\` may change with any version.
- **Name a range of time** (\`ended_at\`, \`recorded_at\`): without one, a query reads every daily partition.

| Limit                         | Value                                                       |
| ----------------------------- | ----------------------------------------------------------- |
| role                          | \`upshot_reader\`: reads \`v1\` only; no secrets, no writes |
| statement_timeout of the role | 30 s                                                        |
| \`upshot log:query\`            | 10 s, 10,000 rows, 16 MB                                    |
| how far back                  | as long as data is kept: [retention](retention.md)          |

**To read on from the last time**, page by \`commit_order\`, the transaction that wrote the row: \`seq\` or a time
would miss rows that commit late. Keep the upper bound, and start there the next time:

\`\`\`sql
select run, outcome, commit_order
from v1.runs
where ended_at > now() - interval '1 hour'
  and commit_order >= '0'::xid8  -- the upper bound of the time before
  and commit_order < pg_snapshot_xmin(pg_current_snapshot());
\`\`\`

A migration creates the role, which belongs to the whole server, unless its user may not. Then, or before restoring a
backup on another server, create it by hand:

\`\`\`sql
create role upshot_reader nologin;
alter role upshot_reader set default_transaction_read_only = on;
alter role upshot_reader set statement_timeout = '30s';
alter role upshot_reader set search_path = v1;
\`\`\`
`;

const aboutRequests = `## Requests of integrations

The log keeps what each attempt asked for over HTTP: fetches of scripts and deliveries of webhooks.

\`\`\`sql
select at, method, url, status, error, duration_ms, bytes_out, bytes_in
from v1.requests
where ended_at > now() - interval '1 hour' and host = 'hooks.chat.example'
order by at desc;
\`\`\`

- URLs are masked as [in the output](security.md#what-redaction-finds): no user, no query, no secret. Of a webhook only
  the origin is kept. Bodies and headers are not kept.
- Of an attempt, the first 50 requests are kept, in 16 KB; \`attempts.fetches\` counts all. URLs end after 300
  characters, errors after 200.
- An attempt whose slot was killed keeps its requests. One that was \`interrupted\`, since its worker died, has none.
- One request takes 84 bytes in the row of an attempt, ten take 830, and fifty 760, since that much is compressed. An
  attempt without requests takes no byte more.

In the API, \`GET …/runs/{run}\` has \`requests\` of each attempt, and those of the latest; \`run:get\` shows them.
`;

function describeQuery({ name, title, sql }: (typeof savedQueries)[number]): string {
  return `### ${title}\n\n\`upshot log:query --saved ${name}\`\n\n\`\`\`sql\n${sql};\n\`\`\`\n`;
}

/** A view that shares this many columns with earlier ones names them, and does not explain them again. */
const MANY = 10;
const PER_LINE = 6;

function describeView(name: string, columns: readonly Column[], documented: readonly Column[]): string {
  const isKnown = ({ column, type, meaning }: Column) =>
    documented.some((other) => other.column === column && other.type === type && other.meaning === meaning);
  const known = columns.filter(isKnown);
  const isShort = known.length >= MANY;
  const explained = isShort ? columns.filter((column) => !isKnown(column)) : columns;
  const list = explained.map(({ column, type, meaning }) => `- \`${column}\` (${type}):\n  ${meaning}`);
  const rest = isShort ? `\nThe others mean the same as above:\n\n${listNames(known)}\n` : '';
  return `### \`${name}\`\n\n${columns[0]?.says ?? ''}\n\n${list.join('\n')}\n${rest}`;
}

function listNames(columns: readonly Column[]): string {
  return columns
    .map(({ column }, index) => `${index % PER_LINE === 0 ? '\n' : ' '}\`${column}\``)
    .join(',')
    .trim();
}
