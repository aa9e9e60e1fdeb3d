import { integrationOfLane } from '@upshot/shared/run';
import { createPlaces } from './places.ts';

/** Leave to work on a lane, given back by disposing of it. */
export interface Stay extends Disposable {
  /** The lane has more work: it goes behind the project's other lanes, and to the back of the queue. */
  comeAgain(): Promise<void>;
}

/** Shares a worker's lanes out between projects. */
export interface LaneSharing {
  /** Undefined when the project has its share already. The lane is then put aside, and woken when its turn has come. */
  enter(lane: string, projectId: string): Stay | undefined;
  /** Gives the lanes that were put aside to other workers. */
  close(): Promise<void>;
}

export interface LaneSharingOptions {
  readonly lanes: number;
  readonly wake: (lanes: readonly string[]) => Promise<void>;
  /** For how long a place is kept for a lane that was woken: another worker may have taken it. */
  readonly keptMs?: number;
}

/** Alone a project may have three quarters of the lanes. */
const GENEROSITY = 3;

/** What one project wants beyond what it has. */
interface Line {
  /** In the order of their coming. */
  readonly aside: Set<string>;
  /** Lanes that were woken, each with the place that is kept for it. */
  readonly called: Map<string, { readonly place: Disposable; readonly timer: NodeJS.Timeout }>;
}

/**
 * Creates the sharing of one worker. It knows only what came from the queue to this worker: what is put aside here may be
 * worked on by another, and what is forgotten when this one dies, the relay finds.
 */
export function createLaneSharing({ lanes, wake, keptMs = 2000 }: LaneSharingOptions): LaneSharing {
  const places = createPlaces({ total: lanes, generosity: GENEROSITY });
  const lines = new Map<string, Line>();

  const putAside = (lane: string, projectId: string) => {
    const line = lines.get(projectId) ?? { aside: new Set(), called: new Map() };
    lines.set(projectId, line);
    if (!line.called.has(lane)) line.aside.add(lane);
  };
  /** The place that is kept for the lane. */
  const answerCall = (lane: string, projectId: string): Disposable | undefined => {
    const line = lines.get(projectId);
    const call = line?.called.get(lane);
    line?.called.delete(lane);
    clearTimeout(call?.timer);
    return call?.place;
  };
  /** The place of a lane that was woken, and is on its way to another worker, perhaps. */
  const takeOver = (projectId: string): Disposable | undefined => {
    const [first] = lines.get(projectId)?.called.keys() ?? [];
    return first === undefined ? undefined : answerCall(first, projectId);
  };
  /** Whoever got something goes to the end of the line of projects. */
  const callNext = () => {
    const woken: string[] = [];
    for (const [projectId, line] of lines) {
      const { aside, called } = line;
      const before = woken.length;
      for (const lane of aside) {
        const place = places.take(claimantOf(lane, projectId));
        if (place === undefined) break;
        aside.delete(lane);
        called.set(lane, { place, timer: setTimeout(() => giveUp(lane, projectId), keptMs) });
        woken.push(lane);
      }
      const isOver = aside.size + called.size === 0;
      if (isOver || woken.length > before) lines.delete(projectId);
      if (!isOver && woken.length > before) lines.set(projectId, line);
    }
    if (woken.length > 0) wake(woken).catch(() => undefined);
  };
  const leave = (place: Disposable | undefined) => {
    place?.[Symbol.dispose]();
    callNext();
  };
  const giveUp = (lane: string, projectId: string) => leave(answerCall(lane, projectId));

  return {
    enter(lane, projectId) {
      const place =
        answerCall(lane, projectId) ?? places.take(claimantOf(lane, projectId)) ?? takeOver(projectId);
      if (place === undefined) {
        putAside(lane, projectId);
        return undefined;
      }
      return {
        async comeAgain() {
          if ((lines.get(projectId)?.aside.size ?? 0) > 0) putAside(lane, projectId);
          else await wake([lane]);
        },
        [Symbol.dispose]: () => leave(place),
      };
    },
    async close() {
      const aside = [...lines.values()].flatMap((line) => [...line.aside]);
      for (const { called } of lines.values()) for (const { timer } of called.values()) clearTimeout(timer);
      lines.clear();
      if (aside.length > 0) await wake(aside).catch(() => undefined);
    },
  };
}

function claimantOf(lane: string, projectId: string) {
  return { projectId, integrationId: integrationOfLane(lane) };
}
