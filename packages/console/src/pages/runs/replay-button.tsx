import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { postReplay } from '../../api/operations.generated.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { words } from '../../words.ts';
import { groupForReplay, type Repeated } from './group-for-replay.ts';

interface ReplayProps {
  readonly project: string;
  readonly runs: readonly Repeated[];
}

/** Replays some runs: each for its activity, its state and its integration. */
export function ReplayRunsButton({ project, runs, onDone }: ReplayProps & { readonly onDone?: () => void }) {
  const navigate = useNavigate();
  // Of this button: a second click cannot make the runs twice.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const replay = async () => {
    const started: string[] = [];
    for (const [place, body] of groupForReplay(runs).entries()) {
      const headers = { 'idempotency-key': `${key}-${place}` };
      const answer = await call(postReplay, { params: { project }, body, headers });
      if ('replay' in answer) started.push(answer.replay);
    }
    setKey(crypto.randomUUID());
    onDone?.();
    const [only] = started;
    if (only !== undefined && started.length === 1)
      await navigate({ to: '/p/$project/runs', params: { project }, search: { replay: only } });
    else await navigate({ to: '/p/$project/runs', params: { project } });
  };
  return (
    <ActionDialog
      action="Replay"
      shortcut="r"
      title={`Replay ${words.runs(runs.length)}?`}
      onConfirm={replay}
    >
      <Plan project={project} runs={runs} />
    </ActionDialog>
  );
}

/** What the server says it would make. */
function Plan({ project, runs }: ReplayProps) {
  const bodies = groupForReplay(runs);
  const { data, error } = useQuery({
    queryKey: ['replay plan', project, bodies],
    queryFn: async ({ signal }) => {
      const plans = bodies.map((body) =>
        call(postReplay, { params: { project }, body: { ...body, dry_run: true }, signal }),
      );
      return (await Promise.all(plans)).reduce((sum, { count }) => sum + count.runs, 0);
    },
    staleTime: 0,
    gcTime: 0,
  });
  if (error !== null) return <ProblemView problem={error} />;
  if (data === undefined) return <p className="hint">Counting …</p>;
  const gone = bodies.reduce((sum, { activities }) => sum + activities.length, 0) - data;
  return (
    <>
      <p>{words.runs(data)}, with the scripts as they are now.</p>
      {gone > 0 ? <p className="banner warn">{words.activities(gone)} no longer matched.</p> : null}
    </>
  );
}
