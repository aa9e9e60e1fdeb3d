import { useQuery } from '@tanstack/react-query';
import { listVariables } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { makeVisible } from '../../parts/visible-text.ts';

/** The variables of an integration. The server never answers a sensitive value. */
export function VariablesTable({
  params,
}: {
  readonly params: { readonly project: string; readonly integration: string };
}) {
  const { data, error, refetch } = useQuery(ask(listVariables, { params }));
  if (error !== null) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className="hint">Loading …</p>;
  if (data.length === 0) {
    return (
      <div className="empty">
        <p>It has no variables yet. Set one:</p>
        <pre>{`upshot integration:variable:create ${params.integration} --name NAME --value VALUE`}</pre>
      </div>
    );
  }
  return (
    <ListTable columns={['Name', 'Value']}>
      {data.map(({ id, name, value, is_sensitive }) => (
        <tr key={id}>
          <td>
            <code>{makeVisible(name)}</code>
          </td>
          <td className="wide">{is_sensitive ? 'sensitive, not shown' : makeVisible(value ?? '')}</td>
        </tr>
      ))}
    </ListTable>
  );
}
