import { generateActivities } from '@upshot/event-types/generate-activities';

/** How many integrations there are; activities go to one after the other. */
export const INTEGRATIONS = 20;

/** The type of event that each integration answers. */
export const types: readonly string[] = Array.from({ length: INTEGRATIONS }, (_, index) => `bench.${index}`);

/** The script of every integration. Peers without `require` and `console` have the same in their own words. */
export const script = `
const storage = require('storage');
const count = (storage.get('count') || 0) + 1;
storage.set('count', count);
const author = activity.payload.user.display_name;
console.log(activity.type + ' by ' + author + ' on ' + activity.environments[0] + ': ' + count);
`;

/** Completed pushes, each with commits and a deployment of its own. */
const pushes = generateActivities({ seed: 1, count: 100, types: ['environment.push'], states: ['complete'] });

/** What is posted, without id and type. */
export const bodies: readonly Readonly<Record<string, unknown>>[] = Array.from(
  pushes,
  ({ project: _project, ...body }) => body,
);

/** The mean size of what is posted. */
export const meanBytes = Math.round(
  bodies.reduce((sum, body) => sum + JSON.stringify(body).length, 0) / bodies.length,
);
