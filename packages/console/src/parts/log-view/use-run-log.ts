import { useEffect, useState } from 'react';
import { send } from '../../api/client.ts';
import { getRunLog } from '../../api/operations.generated.ts';
import { readLogText, type LogLine, type LogPart } from './log-lines.ts';

/** A log as it is known so far. */
export interface RunLog extends LogPart {
  readonly problem: unknown;
}

const FOLLOW_SECONDS = 60;
const RETRY_MS = 2000;

/**
 * Reads the whole log of a run from its first line, and follows it while the run goes on. What was read before an
 * answer broke off is kept, and the next request continues there. One component reads one run: give it a key.
 */
export function useRunLog(project: string, run: string): RunLog {
  const [log, setLog] = useState<RunLog>({ lines: [], isComplete: false, problem: undefined });
  useEffect(() => {
    const stop = new AbortController();
    void followLog({ project, run }, stop.signal, setLog);
    return () => stop.abort();
  }, [project, run]);
  return log;
}

async function followLog(
  params: { readonly project: string; readonly run: string },
  signal: AbortSignal,
  show: (log: RunLog) => void,
): Promise<void> {
  const lines: LogLine[] = [];
  for (let isComplete = false; !isComplete && !signal.aborted;) {
    try {
      const query = { start_at: lines.length, max_delay: FOLLOW_SECONDS };
      const response = await send(getRunLog, { params, query, signal });
      for await (const part of partsOf(response)) {
        lines.push(...part.lines);
        isComplete ||= part.isComplete;
        if (!signal.aborted) show({ lines: [...lines], isComplete, problem: undefined });
      }
    } catch (problem) {
      if (signal.aborted) return;
      show({ lines: [...lines], isComplete: false, problem });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function* partsOf({ body }: Response): AsyncGenerator<LogPart> {
  if (body === null) return;
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const part = readLogText(rest + text);
    ({ rest } = part);
    yield part;
  }
}
