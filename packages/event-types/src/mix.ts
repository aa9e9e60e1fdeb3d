import { eventTypeNames, type EventTypeName } from './catalogue.ts';

/** How often the types happen in a project that people work on, as shares of about a hundred. */
const shares: Readonly<Partial<Record<EventTypeName, number>>> = {
  'environment.push': 30,
  'environment.cron': 25,
  'environment.redeploy': 8,
  'environment.backup': 8,
  'environment.merge': 4,
  'environment.branch': 4,
  'environment.synchronize': 3,
  'environment.variable.create': 3,
  'environment.variable.update': 2,
  'environment.activate': 2,
  'environment.deactivate': 2,
  'environment.delete': 1,
  'environment.operation': 1,
  'environment.source-operation': 1,
  'environment.domain.create': 0.5,
  'environment.certificate.renewal': 1,
  'environment.resources.update': 1,
  'environment.pause': 0.5,
  'environment.resume': 0.5,
  'environment.restore': 0.5,
  'project.variable.create': 1,
  'project.modify.title': 0.2,
  'environment_type.access.create': 0.3,
  'maintenance.upgrade': 0.2,
};

/** What can be drawn: each type as often as its share says, in hundredths. */
export function createDraw(types: readonly EventTypeName[] = mixedTypes): readonly EventTypeName[] {
  return types.flatMap((name) => Array.from({ length: Math.round((shares[name] ?? 1) * 10) }, () => name));
}

const mixedTypes = eventTypeNames.filter((name) => shares[name] !== undefined);
