import type { ReplayCandidate, ReplayRun } from '../api/entities.ts';
import type { Column } from '../output/table.ts';

/** The columns of the runs a replay would make. */
export const candidateColumns: readonly Column<ReplayCandidate>[] = [
  { id: 'activity', header: 'Activity', value: ({ activity }) => activity, isWhole: true },
  { id: 'type', header: 'Type', value: ({ type }) => type },
  { id: 'state', header: 'State', value: ({ state }) => state.replaceAll('_', ' ') },
  { id: 'integration', header: 'Integration', value: ({ integration }) => integration, isWhole: true },
  { id: 'name', header: 'Name', value: (row) => row.integration_name },
  { id: 'replay_of', header: 'Replay of', value: (row) => row.replay_of, isWhole: true },
];

/** The columns of the runs a replay has made. */
export const replayRunColumns: readonly Column<ReplayRun>[] = [
  { id: 'run', header: 'Run', value: ({ run }) => run, isWhole: true },
  { id: 'activity', header: 'Activity', value: ({ activity }) => activity, isWhole: true },
  { id: 'state', header: 'State', value: ({ state }) => state.replaceAll('_', ' '), isExtra: true },
  { id: 'integration', header: 'Integration', value: ({ integration }) => integration, isWhole: true },
  { id: 'name', header: 'Name', value: (row) => row.integration_name },
  { id: 'replay_of', header: 'Replay of', value: (row) => row.replay_of, isWhole: true },
];
