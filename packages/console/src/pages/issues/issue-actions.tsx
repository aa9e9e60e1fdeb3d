import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { call } from '../../api/client.ts';
import type { Issue } from '../../api/entities.generated.ts';
import { postReplay, updateIssue } from '../../api/operations.generated.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { words } from '../../words.ts';

type IssueWithActivities = Issue & {
  readonly activities: readonly string[];
  readonly more_activities: boolean;
};

/** Says what becomes of an issue, and replays what failed. */
export function IssueActions({
  project,
  issue,
}: {
  readonly project: string;
  readonly issue: IssueWithActivities;
}) {
  return (
    <div className="filters">
      <StateButtons project={project} issue={issue} />
      {issue.activities.length === 0 ? (
        <span className="hint">Nothing to replay: what failed has succeeded since.</span>
      ) : (
        <ReplayButton project={project} issue={issue} />
      )}
    </div>
  );
}

const actions: { readonly [S in Issue['state']]: string } = {
  acknowledged: 'Acknowledge',
  resolved: 'Resolve',
  open: 'Reopen',
};

function StateButtons({ project, issue }: { readonly project: string; readonly issue: Issue }) {
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const change = async (state: Issue['state']) => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      // Named by its first failure, an issue is found however old it is.
      const query = { from: issue.first_seen };
      await call(updateIssue, { params: { project, issue: issue.id }, query, body: { state } });
      await queryClient.invalidateQueries({ queryKey: ['issues', project] });
    } catch (fault) {
      setProblem(fault);
    }
    setIsBusy(false);
  };
  const others = (['acknowledged', 'resolved', 'open'] as const).filter((state) => state !== issue.state);
  return (
    <>
      {others.map((state) => (
        <Button key={state} className="button" isDisabled={isBusy} onPress={() => void change(state)}>
          {actions[state]}
        </Button>
      ))}
      {problem === undefined ? null : <ProblemView problem={problem} />}
    </>
  );
}

function ReplayButton({ project, issue }: { readonly project: string; readonly issue: IssueWithActivities }) {
  const navigate = useNavigate();
  // Of this dialog: a second click cannot make the runs twice.
  const [key] = useState(() => crypto.randomUUID());
  const body = { activities: [...issue.activities], integrations: [issue.integration] };
  const replay = async () => {
    const answer = await call(postReplay, { params: { project }, body, headers: { 'idempotency-key': key } });
    if ('replay' in answer)
      await navigate({ to: '/p/$project/runs', params: { project }, search: { replay: answer.replay } });
  };
  return (
    <ActionDialog action="Replay" shortcut="r" title="Replay what failed" onConfirm={replay}>
      <ReplayCount project={project} body={body} />
      {issue.more_activities ? <p>More failed so than one replay takes: repeat it afterwards.</p> : null}
    </ActionDialog>
  );
}

/** What the server says it would make. */
function ReplayCount({
  project,
  body,
}: {
  readonly project: string;
  readonly body: { readonly activities: string[]; readonly integrations: string[] };
}) {
  const { data, error } = useQuery({
    queryKey: ['replay plan', project, body],
    queryFn: ({ signal }) =>
      call(postReplay, { params: { project }, body: { ...body, dry_run: true }, signal }),
    staleTime: 0,
    gcTime: 0,
  });
  if (error !== null) return <ProblemView problem={error} />;
  if (data === undefined) return <p className="hint">Counting …</p>;
  const { runs, activities } = data.count;
  return (
    <p>
      {words.runs(runs)} for {words.activities(activities)}, with the script as it is now.
    </p>
  );
}
