import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Issue } from '../../api/entities.generated.ts';
import { IntegrationLink } from '../../parts/integration-link.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Time } from '../../parts/time.tsx';
import { useSession } from '../../parts/use-session.ts';
import { makeVisible } from '../../parts/visible-text.ts';
import { Page } from '../../shell/page.tsx';
import { words } from '../../words.ts';
import { describeError } from './describe-error.ts';
import { IssueActions } from './issue-actions.tsx';
import { issueQuery } from './issue-queries.ts';
import { IssueStateBadge } from './issue-state-badge.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import '../../styles/issues.css';

const route = getRouteApi('/signed-in/p/$project/issues/$issue');

/** One issue: how often and since when, a sample of it, and what can be done. */
export function IssuePage() {
  const { project, issue: id } = route.useParams();
  const { range } = route.useSearch();
  const { data, error, refetch } = useQuery(issueQuery(project, id, range));
  const { canOperate } = useSession();
  return (
    <Page title={data === undefined ? 'Issue' : makeVisible(describeError(data))}>
      <p>
        <Link to="/p/$project/issues" params={{ project }} search={{ range }}>
          All issues
        </Link>
      </p>
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {data === undefined ? null : <IssueFacts project={project} issue={data} />}
      {data === undefined || !canOperate ? null : <IssueActions project={project} issue={data} />}
      {data?.message === undefined || data.message === null ? null : (
        <section aria-label="Sample">
          <h2>Its last message</h2>
          <pre>{makeVisible(data.message)}</pre>
        </section>
      )}
    </Page>
  );
}

function IssueFacts({ project, issue }: { readonly project: string; readonly issue: Issue }) {
  return (
    <dl className="facts">
      <dt>State</dt>
      <dd>
        <IssueStateBadge issue={issue} />
      </dd>
      <dt>Integration</dt>
      <dd>
        <IntegrationLink project={project} id={issue.integration} name={issue.integration_name} />
      </dd>
      <dt>Failed</dt>
      <dd>
        {words.runs(issue.count)} <Sparkline parts={issue.parts} />
      </dd>
      <dt>First seen</dt>
      <dd>
        <Time iso={issue.first_seen} />
        {issue.started_with_version === null ? '' : `, started with version ${issue.started_with_version}`}
      </dd>
      <dt>Last seen</dt>
      <dd>
        <Time iso={issue.last_seen} />
      </dd>
      <dt>Last run</dt>
      <dd>
        <Link to="/p/$project/runs/$run" params={{ project, run: issue.last_run }}>
          <code>{issue.last_run}</code>
        </Link>
      </dd>
    </dl>
  );
}
