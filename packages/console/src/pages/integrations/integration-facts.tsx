import type { Integration } from '../../api/entities.generated.ts';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { PauseBadge } from './integrations-page.tsx';

/** What an integration is, in short. */
export function IntegrationFacts({ shown }: { readonly shown: Integration }) {
  return (
    <dl className="facts">
      <dt>State</dt>
      <dd>
        <PauseBadge integration={shown} />
        {typeof shown.paused_at === 'string' ? (
          <>
            {' since '}
            <Time iso={shown.paused_at} />
          </>
        ) : null}
        {typeof shown.paused_reason === 'string' ? `: ${makeVisible(shown.paused_reason)}` : ''}
      </dd>
      <dt>Type</dt>
      <dd>{shown.type}</dd>
      {shown.script_version === undefined ? null : (
        <>
          <dt>Version</dt>
          <dd>{shown.script_version}</dd>
        </>
      )}
      {shown.url === undefined ? null : (
        <>
          <dt>URL</dt>
          <dd>{makeVisible(shown.url)}</dd>
        </>
      )}
      {typeof shown.max_per_second === 'number' ? (
        <>
          <dt>Rate limit</dt>
          <dd>{describeRate(shown.max_per_second, shown.burst)}</dd>
        </>
      ) : null}
      {shown.retry_seconds === undefined || shown.retry_seconds === null ? null : (
        <>
          <dt>Retries</dt>
          <dd>{describeRetries(shown.retry_seconds)}</dd>
        </>
      )}
      <dt>Created</dt>
      <dd>
        <Time iso={shown.created_at} />
      </dd>
      <dt>Id</dt>
      <dd>
        <code>{shown.id}</code>
      </dd>
    </dl>
  );
}

function describeRate(maxPerSecond: number, burst = 1): string {
  return burst === 1 ? `${maxPerSecond} a second` : `${maxPerSecond} a second, ${burst} at once`;
}

function describeRetries(seconds: readonly number[]): string {
  return seconds.length === 0 ? 'none' : `after ${seconds.map((delay) => `${delay} s`).join(', ')}`;
}
