import type { Logger } from '@upshot/runtime/logger';

/** Everything a worker reports to its operators, one place each. Never holds a secret or what a script printed. */
export interface WorkerEvents {
  readonly ready: (details: { readonly worker: string; readonly lanes: number }) => void;
  readonly laneFault: (lane: string, fault: unknown) => void;
  readonly laneFenced: (lane: string) => void;
  readonly runInterrupted: (run: string, attempt: number) => void;
  readonly runQuarantined: (run: string, interruptions: number) => void;
  readonly relayed: (lanes: number) => void;
  readonly relayFault: (fault: unknown) => void;
  readonly queueFault: (fault: unknown) => void;
  readonly egressRefused: (run: string, detail: string) => void;
  readonly integrationPaused: (integration: string, reason: string) => void;
  readonly receiverDown: (integration: string, restMs: number) => void;
  readonly receiverBack: (integration: string) => void;
}

/** Reports to the log. */
export function createEvents(logger: Logger): WorkerEvents {
  return {
    ready: (details) => logger.info(details, 'worker ready'),
    laneFault: (lane, fault) =>
      logger.error({ lane, err: fault }, 'a turn was cut short; the relay brings the lane back'),
    laneFenced: (lane) =>
      logger.warn(
        { lane },
        'another worker has claimed this lane, or its integration was paused: its turn here is over',
      ),
    runInterrupted: (run, attempt) => logger.warn({ run, attempt }, 'an attempt was interrupted'),
    runQuarantined: (run, interruptions) => logger.error({ run, interruptions }, 'a run was quarantined'),
    relayed: (lanes) => logger.debug({ lanes }, 'relayed lanes with due runs'),
    relayFault: (fault) => logger.error({ err: fault }, 'the relay could not search the ledger'),
    queueFault: (fault) => logger.error({ err: fault }, 'the queue reports a fault'),
    egressRefused: (run, detail) =>
      logger.warn({ run, detail }, 'a request to a destination that is not allowed'),
    integrationPaused: (integration, reason) =>
      logger.error(
        { integration, reason },
        'an integration was paused: it gets no runs until somebody resumes it',
      ),
    receiverDown: (integration, restMs) =>
      logger.warn({ integration, restMs }, 'a receiver is down: the lanes of its integration rest'),
    receiverBack: (integration) => logger.info({ integration }, 'a receiver that was down is back'),
  };
}
