import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Page } from '../../shell/page.tsx';
import { documentQuery, type Answer, type ApiOperation, type Parameter } from './api-document.ts';
import { SchemaView, TypeLine } from './schema-view.tsx';
import { writeCurl } from './write-curl.ts';

const route = getRouteApi('/api-reference/$operation');

/** One operation: what it takes, and what it answers. */
export function OperationPage() {
  const { operation: id } = route.useParams();
  const { data, error, refetch } = useQuery(documentQuery);
  const operation = data?.operations.find(({ operationId }) => operationId === id);
  return (
    <Page title={operation?.summary ?? id}>
      <p>
        <Link to="/api-reference">All operations</Link>
      </p>
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {data === undefined ? <p className="hint">Loading …</p> : null}
      {data !== undefined && operation === undefined ? (
        <p className="empty">There is no such operation.</p>
      ) : null}
      {operation === undefined ? null : <OperationView operation={operation} />}
    </Page>
  );
}

function OperationView({ operation }: { readonly operation: ApiOperation }) {
  const { method, path, description, security, parameters = [], requestBody, responses } = operation;
  const curl = writeCurl(operation, new URL('..', document.baseURI));
  return (
    <>
      <p className="lead">
        <code>
          {method} {path}
        </code>
      </p>
      {description === undefined ? null : <p>{description}</p>}
      {security === undefined || security.length === 0 ? <p>Takes no token.</p> : null}
      <pre>{curl}</pre>
      <CopyButton text={curl}>Copy curl</CopyButton>
      {parameters.length === 0 ? null : <Parameters parameters={parameters} />}
      {Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => (
        <section key={type} aria-label="Request body">
          <h2>Request body</h2>
          <p className="hint">
            {type}
            {requestBody?.required === true ? '' : ', optional'}
          </p>
          {schema === undefined ? null : <SchemaView schema={schema} />}
        </section>
      ))}
      <h2>Answers</h2>
      {Object.entries(responses).map(([status, answer]) => (
        <AnswerView key={status} status={status} answer={answer} />
      ))}
    </>
  );
}

function Parameters({ parameters }: { readonly parameters: readonly Parameter[] }) {
  const inOrder = ['path', 'query', 'header'].flatMap((place) =>
    parameters.filter((parameter) => parameter.in === place),
  );
  return (
    <>
      <h2>Parameters</h2>
      <ListTable columns={['Name', 'In', 'Value']}>
        {inOrder.map(({ name, in: place, required, description, schema }) => (
          <tr key={`${place} ${name}`}>
            <td>
              <code className="field-name">{name}</code>
            </td>
            <td>
              {place}
              {required === true ? '' : ', optional'}
            </td>
            <td className="wide">
              <TypeLine schema={{ ...schema, ...(description === undefined ? {} : { description }) }} />
            </td>
          </tr>
        ))}
      </ListTable>
    </>
  );
}

function AnswerView({ status, answer }: { readonly status: string; readonly answer: Answer }) {
  return (
    <section aria-label={status} className="answer">
      <h3>{status}</h3>
      <p>{answer.description}</p>
      {Object.entries(answer.headers ?? {}).map(([name, header]) => (
        <p key={name} className="hint">
          Header <code>{name}</code>: {header.description}
        </p>
      ))}
      {Object.entries(answer.content ?? {}).map(([type, { schema }]) => (
        <div key={type}>
          <p className="hint">{type}</p>
          {schema === undefined ? null : <SchemaView schema={schema} />}
        </div>
      ))}
    </section>
  );
}
