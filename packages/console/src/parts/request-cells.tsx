import type { RunWithAttempts } from '../api/entities.generated.ts';
import { formatBytes, formatDuration } from '../format.ts';
import { Badge } from './badge.tsx';
import { makeVisible } from './visible-text.ts';

/** An HTTP request of an attempt. */
export type LoggedRequest = NonNullable<RunWithAttempts['requests']>[number];

/** The names of the columns of {@link RequestCells}. */
export const requestColumns = [
  'Sent after',
  'Method',
  'URL',
  'Answer',
  'Duration',
  'Bytes sent',
  'Bytes read',
];

/** What is shown of a request in a table. */
export function RequestCells({ request }: { readonly request: LoggedRequest }) {
  const { at_ms: at, method, url, duration_ms: duration, bytes_out: sent, bytes_in: read } = request;
  return (
    <>
      <td className="nowrap">{formatDuration(at)}</td>
      <td>{makeVisible(method)}</td>
      <td className="wide">{makeVisible(url)}</td>
      <td>
        <Badge tone={toneOf(request)}>{describeAnswer(request)}</Badge>
      </td>
      <td className="nowrap">{duration === null ? '' : formatDuration(duration)}</td>
      <td className="nowrap">{formatBytes(sent)}</td>
      <td className="nowrap">{read === null ? '' : formatBytes(read)}</td>
    </>
  );
}

/** The status of the response, or why there was none. */
export function describeAnswer({ status, error }: LoggedRequest): string {
  if (status !== null) return String(status);
  return error === null ? 'the attempt ended first' : makeVisible(error);
}

/** How good or bad the answer is. */
export function toneOf({ status, error }: LoggedRequest): 'good' | 'bad' | 'warn' {
  if (status === null) return error === null ? 'warn' : 'bad';
  return status < 400 ? 'good' : 'bad';
}
