import { describeRequest, describeResponse } from '@upshot/secrets/redact/describe-request';
import type { Redact } from '@upshot/secrets/redact/redact';
import { fetchFailure, type Answerer } from '../answerer.ts';
import type { Replay } from './replay.ts';

const NO_ANSWER = 'the cassette has no answer to the request';

/** Answers requests with what was recorded; nothing is sent. */
export function answerByReplay(replay: Replay, redact: Redact): Answerer {
  return {
    mode: 'replay',
    answer(request) {
      const log = [describeRequest(request.method, request.url, redact)];
      const found = replay.take({ call: 'fetch', request, reply: fetchFailure(''), log });
      if (found?.recorded.call !== 'fetch') {
        const unanswered = [...log, describeResponse(`none: ${NO_ANSWER}`, 0, redact)];
        return Promise.resolve({ reply: fetchFailure(NO_ANSWER), by: 'none', log: unanswered });
      }
      const { reply, log: lines } = found.recorded;
      return Promise.resolve({ reply, by: `cassette ${found.n}`, log: lines });
    },
    unused: () => [],
  };
}
