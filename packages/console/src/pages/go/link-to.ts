import { linkOptions } from '@tanstack/react-router';

/** The page of what has an id. A replay has none of its own: the runs that it made are shown. */
export function linkTo({ kind, project }: { readonly kind: string; readonly project: string }, id: string) {
  if (kind === 'run') return linkOptions({ to: '/p/$project/runs/$run', params: { project, run: id } });
  if (kind === 'activity')
    return linkOptions({ to: '/p/$project/activities/$activity', params: { project, activity: id } });
  if (kind === 'replay')
    return linkOptions({ to: '/p/$project/runs', params: { project }, search: { replay: id } });
  return linkOptions({ to: '/p/$project/integrations/$integration', params: { project, integration: id } });
}
