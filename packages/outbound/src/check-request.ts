import { defaultLimits, type OutboundRequest } from './outbound-exchange.ts';
import { prepareRequest } from './prepare-request.ts';
import { Unanswered } from './unanswered.ts';

/** Says why a request cannot be sent, as far as the request alone tells; undefined when it can. */
export function checkRequest(request: OutboundRequest): string | undefined {
  try {
    prepareRequest(request, defaultLimits, 'Upshot');
    return undefined;
  } catch (error) {
    if (error instanceof Unanswered) return error.reply.message;
    throw error;
  }
}
