import { Button } from 'react-aria-components';
import { ApiProblem } from '../api/problem.ts';

/** What went wrong, how to ask about it, and a way to try again. */
export function ProblemView({
  problem,
  onRetry,
}: {
  readonly problem: unknown;
  readonly onRetry?: (() => void) | undefined;
}) {
  const known = problem instanceof ApiProblem ? problem : undefined;
  return (
    <div className="problem" role="alert">
      <strong>{known?.title ?? 'Something went wrong'}</strong>
      <p>{problem instanceof Error ? problem.message : String(problem)}</p>
      {known?.requestId === undefined ? null : (
        <p className="hint">
          Request <code>{known.requestId}</code>: the log of the server has it, too.
        </p>
      )}
      {onRetry === undefined ? null : (
        <Button className="button" onPress={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
