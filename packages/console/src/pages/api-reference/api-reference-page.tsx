import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { FilterText } from '../../parts/filter-text.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Page } from '../../shell/page.tsx';
import { documentQuery, findOperations, type OperationGroup } from './api-document.ts';

const route = getRouteApi('/api-reference/');

/** Every operation of the API, in groups. */
export function ApiReferencePage() {
  const { find } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(documentQuery);
  return (
    <Page title="API reference">
      <p>
        Version {data?.version ?? '…'}. Every request takes the header{' '}
        <code>Authorization: Bearer &lt;token&gt;</code>, unless its operation says otherwise.
      </p>
      <div className="filters">
        <FilterText
          label="Find"
          value={find}
          onChange={(value) => void navigate({ search: { find: value }, replace: true })}
        />
      </div>
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        <p className="hint">Loading …</p>
      ) : (
        <Groups groups={find === undefined ? data.groups : findOperations(data.groups, find)} />
      )}
    </Page>
  );
}

function Groups({ groups }: { readonly groups: readonly OperationGroup[] }) {
  if (groups.length === 0) return <p className="empty">No operation contains all of these words.</p>;
  return groups.map(({ name, description, operations }) => (
    <section key={name} aria-label={name}>
      <h2>{name}</h2>
      <p className="hint">{description}</p>
      <ListTable columns={['Method', 'Path', 'Operation']}>
        {operations.map(({ operationId, method, path, summary }) => (
          <tr key={operationId}>
            <td className="method">{method}</td>
            <td className="path">
              <Link to="/api-reference/$operation" params={{ operation: operationId }}>
                {path}
              </Link>
            </td>
            <td className="wide">{summary}</td>
          </tr>
        ))}
      </ListTable>
    </section>
  ));
}
