import { useQuery } from '@tanstack/react-query';
import { Label, TextArea, TextField } from 'react-aria-components';
import {
  getActivity,
  getEventType,
  listEventTypes,
  listRunSummaries,
} from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { Choice } from '../../parts/choice.tsx';
import { makeVisible } from '../../parts/visible-text.ts';

/** What a script is tried on. */
export type Chosen =
  | { readonly kind: 'sample'; readonly type: string }
  | { readonly kind: 'recorded'; readonly id: string; readonly state: State }
  | { readonly kind: 'pasted'; readonly text: string };

export type State = 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';

interface Params {
  readonly project: string;
  readonly integration: string;
}

const PASTED = 'pasted';

/** Chooses the activity: one that the integration ran for, a sample, or one that is pasted. */
export function ActivityChoice({
  params: { project, integration },
  chosen,
  onChoose,
}: {
  readonly params: Params;
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const types = useQuery({ ...ask(listEventTypes), staleTime: Infinity }).data ?? [];
  const runs =
    useQuery(ask(listRunSummaries, { params: { project }, query: { integration, count: 25 } })).data ?? [];
  const recorded = [...new Map(runs.map((run) => [`${run.activity} ${run.activity_state}`, run])).values()];
  const items = [
    ...recorded.map((run) => ({
      id: `recorded ${run.activity_state} ${run.activity}`,
      label: makeVisible(`${run.activity_type}, ${run.outcome ?? 'pending'}: ${run.activity}`),
    })),
    ...types.map(({ type }) => ({ id: `sample ${type}`, label: `sample ${type}` })),
    { id: PASTED, label: 'pasted JSON' },
  ];
  const value = idOf(chosen);
  const known = items.some(({ id }) => id === value) ? items : [{ id: value, label: value }, ...items];
  return (
    <>
      <Choice label="Activity" items={known} value={value} onChange={(id) => onChoose(readChoice(id))} />
      {chosen.kind === PASTED ? (
        <TextField
          className="pasted"
          value={chosen.text}
          onChange={(text) => onChoose({ kind: PASTED, text })}
        >
          <Label>Activity as JSON</Label>
          <TextArea rows={6} />
        </TextField>
      ) : null}
    </>
  );
}

function idOf(chosen: Chosen): string {
  if (chosen.kind === 'sample') return `sample ${chosen.type}`;
  return chosen.kind === 'recorded' ? `recorded ${chosen.state} ${chosen.id}` : PASTED;
}

function readChoice(id: string): Chosen {
  const [kind, first = '', ...rest] = id.split(' ');
  if (kind === 'sample') return { kind, type: first };
  if (kind === 'recorded') return { kind, state: first as State, id: rest.join(' ') };
  return { kind: PASTED, text: '' };
}

/** The chosen activity with its values, for completions; undefined while it is not known. */
export function useActivityValue(project: string, chosen: Chosen): unknown {
  const type = chosen.kind === 'sample' ? chosen.type : '';
  const sample = useQuery({
    ...ask(getEventType, { params: { type } }),
    enabled: type !== '',
    staleTime: Infinity,
  });
  const { id: activity, state } = chosen.kind === 'recorded' ? chosen : { id: '', state: undefined };
  const recorded = useQuery({
    ...ask(getActivity, { params: { project, activity }, query: { state } }),
    enabled: activity !== '',
  });
  if (chosen.kind === 'sample') return sample.data?.sample;
  return chosen.kind === 'recorded' ? recorded.data : parse(chosen.text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
