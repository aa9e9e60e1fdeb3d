import { integrationOfLane } from '@upshot/shared/lane';
import type { DeliveryResult } from '../model/delivery-result.ts';
import type { Alarm } from './alarm.ts';

/** Leave to make one attempt, given back by disposing of it. */
export interface Permit extends Disposable {
  /** Says how the receiver met the attempt. */
  note(delivery: DeliveryResult): void;
}

/**
 * Keeps this worker from knocking at a door that nobody opens. After five deliveries in a row that met a receiver that is
 * `unavailable`, the integration's lanes rest: for a second at first, twice as long after each further one, and five minutes at
 * the most; longer (up to an hour) where the receiver asks for it. Then one attempt is let through, and how it is met decides.
 * A lane that is held back is woken when its time has come. Attempts that are not made do not count.
 */
export interface Breaker {
  /** Whether the lane is to rest. It is woken afterwards. */
  isResting(lane: string): boolean;
  /** Leave to make an attempt; undefined when the lane is to rest. It is woken afterwards. */
  enter(lane: string): Permit | undefined;
}

export interface BreakerOptions {
  readonly alarm: Pick<Alarm, 'set'>;
  readonly onOpened: (integration: string, restMs: number) => void;
  readonly onClosed: (integration: string) => void;
  /** The time in milliseconds. */
  readonly now?: () => number;
  readonly random?: () => number;
}

/** What is known of a receiver that was down last. */
interface Circuit {
  failures: number;
  /** 0 while attempts are made as usual. */
  restMs: number;
  restsUntil: number;
  isProbing: boolean;
  readonly held: Set<string>;
}

const FAILURES = 5;
const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 300_000;
const LONGEST_ASKED_MS = 3_600_000;

/** How long lanes wait for the one attempt that was let through, unless they are woken earlier. */
const PROBE_MS = 2000;

const MAX_CIRCUITS = 10_000;

/** Creates the breaker of one worker. */
export function createBreaker(options: BreakerOptions): Breaker {
  const { alarm, onOpened, onClosed, now = () => performance.now(), random = Math.random } = options;
  const circuits = new Map<string, Circuit>();

  const restOf = (circuit: Circuit | undefined): number => {
    if (circuit === undefined || circuit.restMs === 0) return 0;
    const left = Math.ceil(circuit.restsUntil - now());
    return left > 0 ? left : circuit.isProbing ? PROBE_MS : 0;
  };
  const isResting = (lane: string): boolean => {
    const circuit = circuits.get(integrationOfLane(lane));
    const rest = restOf(circuit);
    if (rest === 0) return false;
    circuit?.held.add(lane);
    alarm.set(lane, rest);
    return true;
  };
  const close = (integration: string): void => {
    const circuit = circuits.get(integration);
    if (circuit === undefined) return;
    circuits.delete(integration);
    if (circuit.restMs === 0) return;
    onClosed(integration);
    for (const lane of circuit.held) alarm.set(lane, 0);
  };
  const open = (integration: string, circuit: Circuit, askedMs: number): void => {
    circuit.restMs = Math.min(circuit.restMs * 2 || FIRST_REST_MS, LONGEST_REST_MS);
    const rest = Math.max(circuit.restMs * (1 + random() / 5), Math.min(askedMs, LONGEST_ASKED_MS));
    circuit.restsUntil = now() + rest;
    circuit.isProbing = false;
    onOpened(integration, Math.round(rest));
  };
  const fail = (integration: string, isProbe: boolean, askedMs: number): void => {
    if (circuits.size >= MAX_CIRCUITS) circuits.clear();
    const circuit = circuits.get(integration) ?? newCircuit();
    circuits.set(integration, circuit);
    circuit.failures++;
    const isEnough = circuit.restMs === 0 ? circuit.failures >= FAILURES : isProbe;
    if (isEnough) open(integration, circuit, askedMs);
  };
  return {
    isResting,
    enter(lane) {
      if (isResting(lane)) return undefined;
      const integration = integrationOfLane(lane);
      const circuit = circuits.get(integration);
      const isProbe = circuit !== undefined && circuit.restMs > 0;
      if (isProbe) circuit.isProbing = true;
      let isNoted = false;
      return {
        note({ kind, retryAfterMs = 0 }) {
          isNoted = true;
          if (kind === 'unavailable') fail(integration, isProbe, retryAfterMs);
          else close(integration);
        },
        [Symbol.dispose]() {
          if (isProbe && !isNoted) circuit.isProbing = false;
        },
      };
    },
  };
}

function newCircuit(): Circuit {
  return { failures: 0, restMs: 0, restsUntil: 0, isProbing: false, held: new Set() };
}
