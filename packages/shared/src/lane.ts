/** Lanes of an integration are numbered from 0; its ordered runs share lane 0. */
export function laneId(integrationId: string, lane: number): string {
  return `${integrationId}.${lane}`;
}

/** The number of a lane within its integration. */
export function numberOfLane(lane: string): number {
  return Number(lane.slice(lane.indexOf('.') + 1));
}

/** The integration a lane belongs to. */
export function integrationOfLane(lane: string): string {
  return lane.slice(0, lane.indexOf('.'));
}
