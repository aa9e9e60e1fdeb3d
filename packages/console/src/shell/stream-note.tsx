import { useStreamState } from '../stream/use-stream.ts';
import { useLive } from './live.ts';

/** Says that news are late while the stream of the project is away. */
export function StreamNote({ project }: { readonly project: string }) {
  const isLive = useLive();
  const state = useStreamState(project);
  return (
    <div role="status" data-stream={state}>
      {isLive && state === 'lost' ? (
        <p className="banner warn">
          The live connection is interrupted. It is tried again; until then lists are read every ten seconds.
        </p>
      ) : null}
    </div>
  );
}
