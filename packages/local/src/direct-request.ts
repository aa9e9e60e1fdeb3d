import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request to this machine. */
export interface DirectRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** An agent of our own: the global one and `fetch` obey HTTP_PROXY where NODE_USE_ENV_PROXY is set. */
const agent = new Agent();

/** Sends a request to the address itself, never through a proxy, and returns the answer. */
export async function requestDirectly(
  url: URL,
  { method, headers = {}, body, timeoutMs, signal }: DirectRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const limits = [AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])];
  const sent = request(url, { agent, method, headers, signal: AbortSignal.any(limits) });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, text: await text(response) };
}
