import type { EventType } from './event-type.ts';
import { codeTypes } from './types/code.ts';
import { dataTypes } from './types/data.ts';
import { environmentSettingsTypes } from './types/environment-settings.ts';
import { environmentTypeTypes } from './types/environment-type.ts';
import { integrationTypes } from './types/integration.ts';
import { jobTypes } from './types/job.ts';
import { lifeTypes } from './types/life.ts';
import { platformTypes } from './types/platform.ts';
import { projectTypes } from './types/project.ts';

/** Every type of activity that Platform.sh knows, old ones included. Activities of other types are allowed, too. */
export const eventTypes = {
  ...projectTypes,
  ...codeTypes,
  ...lifeTypes,
  ...dataTypes,
  ...jobTypes,
  ...environmentSettingsTypes,
  ...environmentTypeTypes,
  ...integrationTypes,
  ...platformTypes,
} satisfies Readonly<Record<string, EventType>>;

export type EventTypeName = keyof typeof eventTypes;

/** The names of all types, sorted. */
export const eventTypeNames = (Object.keys(eventTypes) as EventTypeName[]).toSorted();

/** Tells whether a text names a type of the catalogue. */
export function isEventTypeName(text: string): text is EventTypeName {
  return Object.hasOwn(eventTypes, text);
}

/** What comes before the first dot: project, environment, environment_type, integration or maintenance. */
export function categoryOf(name: EventTypeName): string {
  return name.slice(0, name.indexOf('.'));
}
