import type { NamedIntegration } from '@upshot/shared/integration';
import { integrationOfLane } from '@upshot/shared/lane';
import type { DeliveryResult } from '../model/delivery-result.ts';
import type { WakeTimer } from './wake-timer.ts';

/** Permission to make one attempt, released by disposing of it. */
export interface Permit extends Disposable {
  /** Records how the receiver answered the attempt. */
  record(delivery: DeliveryResult): void;
}

/**
 * Per-integration circuit breaker. Its states:
 *
 * - `closed`: attempts are made. Five deliveries in a row that find the receiver `unavailable` open the circuit.
 * - `open`: no attempts are made, for one second at first, twice as long each time it opens again, at most five
 *   minutes; longer (up to an hour) when the receiver asks for it by `retry-after`. Jitter of up to a fifth is added.
 * - `half-open`: one attempt, the probe, is made. Its result closes the circuit or opens it again.
 *
 * A lane that is held back is woken when it may try again. Attempts that are not made do not count.
 */
export interface CircuitBreaker {
  /** Whether the circuit of the lane's integration is open. The lane is then woken later. */
  isOpen(lane: string): boolean;
  /**
   * Acquires a permit for an attempt of the integration `name`; undefined when the circuit is open. The lane is then
   * woken later.
   */
  acquirePermit(lane: string, name: string): Permit | undefined;
}

export interface CircuitBreakerOptions {
  readonly wakeTimer: Pick<WakeTimer, 'set'>;
  readonly onOpened: (integration: NamedIntegration, openMs: number) => void;
  readonly onClosed: (integration: NamedIntegration) => void;
  /** The time in milliseconds. */
  readonly now?: () => number;
  readonly random?: () => number;
}

/** The state of a receiver that was unavailable last. */
interface Circuit {
  failures: number;
  /** 0 while the circuit is closed. */
  backoffMs: number;
  /** From then on the circuit is half-open. */
  openUntil: number;
  isProbing: boolean;
  readonly heldLanes: Set<string>;
}

const FAILURES_TO_OPEN = 5;
const MIN_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 300_000;
const MAX_RETRY_AFTER_MS = 3_600_000;

/** How long lanes wait for the probe, unless its result wakes them earlier. */
const PROBE_MS = 2000;

const MAX_CIRCUITS = 10_000;

/** Creates the circuit breaker of one worker. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { wakeTimer, onOpened, onClosed, now = () => performance.now(), random = Math.random } = options;
  const circuits = new Map<string, Circuit>();

  /** For how long the circuit holds attempts back; 0 when it is closed, or half-open without a probe. */
  const remainingMs = (circuit: Circuit | undefined): number => {
    if (circuit === undefined || circuit.backoffMs === 0) return 0;
    const leftMs = Math.ceil(circuit.openUntil - now());
    return leftMs > 0 ? leftMs : circuit.isProbing ? PROBE_MS : 0;
  };
  const isOpen = (lane: string): boolean => {
    const circuit = circuits.get(integrationOfLane(lane));
    const waitMs = remainingMs(circuit);
    if (waitMs === 0) return false;
    circuit?.heldLanes.add(lane);
    wakeTimer.set(lane, waitMs);
    return true;
  };
  const close = (integration: NamedIntegration): void => {
    const circuit = circuits.get(integration.id);
    if (circuit === undefined) return;
    circuits.delete(integration.id);
    if (circuit.backoffMs === 0) return;
    onClosed(integration);
    for (const lane of circuit.heldLanes) wakeTimer.set(lane, 0);
  };
  const open = (integration: NamedIntegration, circuit: Circuit, retryAfterMs: number): void => {
    circuit.backoffMs = Math.min(circuit.backoffMs * 2 || MIN_BACKOFF_MS, MAX_BACKOFF_MS);
    const withJitterMs = circuit.backoffMs * (1 + random() / 5);
    const openMs = Math.max(withJitterMs, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
    circuit.openUntil = now() + openMs;
    circuit.isProbing = false;
    onOpened(integration, Math.round(openMs));
  };
  const fail = (integration: NamedIntegration, isProbe: boolean, retryAfterMs: number): void => {
    if (circuits.size >= MAX_CIRCUITS) circuits.clear();
    const circuit = circuits.get(integration.id) ?? newCircuit();
    circuits.set(integration.id, circuit);
    circuit.failures++;
    const mustOpen = circuit.backoffMs === 0 ? circuit.failures >= FAILURES_TO_OPEN : isProbe;
    if (mustOpen) open(integration, circuit, retryAfterMs);
  };
  return {
    isOpen,
    acquirePermit(lane, name) {
      if (isOpen(lane)) return undefined;
      const integration = { id: integrationOfLane(lane), name };
      const circuit = circuits.get(integration.id);
      const isProbe = circuit !== undefined && circuit.backoffMs > 0;
      return createPermit(isProbe ? circuit : undefined, ({ kind, retryAfterMs = 0 }) => {
        if (kind === 'unavailable') fail(integration, isProbe, retryAfterMs);
        else close(integration);
      });
    },
  };
}

function newCircuit(): Circuit {
  return { failures: 0, backoffMs: 0, openUntil: 0, isProbing: false, heldLanes: new Set() };
}

/** `probed` is the circuit that the attempt probes; undefined while it is closed. */
function createPermit(probed: Circuit | undefined, record: (result: DeliveryResult) => void): Permit {
  if (probed !== undefined) probed.isProbing = true;
  let isRecorded = false;
  return {
    record(result) {
      isRecorded = true;
      record(result);
    },
    [Symbol.dispose]() {
      if (probed !== undefined && !isRecorded) probed.isProbing = false;
    },
  };
}
