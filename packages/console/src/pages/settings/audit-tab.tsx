import type { Change } from '../../api/entities.generated.ts';
import { listProjectChanges } from '../../api/operations.generated.ts';
import { callPage } from '../../api/paging.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { LiveList } from '../../parts/live-list.tsx';
import { Time } from '../../parts/time.tsx';
import { useLiveList } from '../../parts/use-live-list.ts';
import { makeVisible } from '../../parts/visible-text.ts';
import { isFiltered } from '../../search.ts';
import { startOf } from '../issues/issues-search.ts';
import { AuditFilters } from './audit-filters.tsx';
import type { SettingsSearch } from './settings-search.ts';

const PAGE_SIZE = 50;

/** Who changed what in a project, newest first. */
export function AuditTab({ project, search }: { readonly project: string; readonly search: SettingsSearch }) {
  const { token, operation, range } = search;
  const filters = { token, operation, range };
  const list = useLiveList<Change>({
    key: ['changes', project, filters],
    read: (cursor, signal) => {
      const from = range === undefined ? undefined : startOf(range);
      const query = { token, operation, from, count: PAGE_SIZE, cursor };
      return callPage(listProjectChanges, { params: { project }, query, signal });
    },
    idOf: (change) => change.request_id,
  });
  return (
    <>
      <AuditFilters search={filters} />
      <LiveList list={list} empty={<NoChanges isFiltered={isFiltered(filters)} />}>
        {(changes) => <ChangesTable changes={changes} />}
      </LiveList>
    </>
  );
}

function NoChanges({ isFiltered: hasFilters }: { readonly isFiltered: boolean }) {
  return (
    <p className="empty">
      {hasFilters ? 'No change matches these filters.' : 'No change has been asked for yet.'}
    </p>
  );
}

function ChangesTable({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <ListTable columns={['Time', 'Token', 'Change', 'Of', 'Fields', 'Status']}>
      {changes.map((change) => (
        <ChangeRow key={change.request_id} change={change} />
      ))}
    </ListTable>
  );
}

function ChangeRow({ change }: { readonly change: Change }) {
  const { at, token, token_name, operation, target, result, fields, status } = change;
  const named = Object.values(target);
  return (
    <tr>
      <td className="nowrap">
        <Time iso={at} isRelative />
      </td>
      <td>{makeVisible(token_name ?? token)}</td>
      <td>{makeVisible(toWords(operation))}</td>
      <td>{makeVisible(named.length === 0 ? (result ?? '') : named.join(' '))}</td>
      <td className="wide">{makeVisible(fields.join(', '))}</td>
      <td>
        <Badge tone={toneOf(status)}>{status === null ? 'not known' : String(status)}</Badge>
      </td>
    </tr>
  );
}

/** `createIntegration` as "create integration". */
function toWords(operation: string): string {
  return operation.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function toneOf(status: number | null): Tone {
  if (status === null) return 'warn';
  return status < 400 ? 'good' : 'bad';
}
