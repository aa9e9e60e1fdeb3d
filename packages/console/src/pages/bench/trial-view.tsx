import type { Trial } from '../../api/entities.generated.ts';
import { Badge } from '../../parts/badge.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { formatCount } from '../../format.ts';
import { words } from '../../words.ts';
import { ScrolledText } from '../../parts/scrolled-text.tsx';

/** What a trial did and would have done. */
export function TrialView({ trial }: { readonly trial: Trial }) {
  return (
    <>
      <Result trial={trial} />
      <Output trial={trial} />
      <Effects trial={trial} />
      <Limits trial={trial} />
    </>
  );
}

function Result({ trial: { outcome, error, activity, warnings } }: { readonly trial: Trial }) {
  const name = outcome === 'stopped' ? 'stopped' : words.outcomes[outcome];
  return (
    <section aria-label="Result">
      <p>
        <Badge tone={outcome === 'succeeded' ? 'good' : 'bad'}>{name}</Badge> on{' '}
        {makeVisible(activity.source)}. <strong>Nothing was sent or stored.</strong>
      </p>
      {error === null ? null : (
        <div className="banner warn">
          <p>
            <code>{makeVisible(`${error.name}: ${error.message}`)}</code>
            {error.line === null ? '' : ` at line ${error.line}, column ${error.column ?? 1}`}
          </p>
          {error.hint === null ? null : <p>{makeVisible(error.hint)}</p>}
        </div>
      )}
      {warnings.map((warning) => (
        <p key={warning} className="hint">
          {makeVisible(warning)}
        </p>
      ))}
    </section>
  );
}

function Output({ trial: { output, output_omitted_bytes: omitted } }: { readonly trial: Trial }) {
  const lines = output.map(([at, level, text]) => {
    const mark = level === 'error' || level === 'warn' ? `${level}: ` : '';
    return `${String(at).padStart(6)} ms  ${mark}${makeVisible(String(text))}`;
  });
  return (
    <section aria-labelledby="bench-output">
      <h2 id="bench-output">Output</h2>
      {lines.length === 0 ? <p className="hint">It printed nothing.</p> : null}
      {lines.length === 0 ? null : <ScrolledText label="Output">{lines.join('\n')}</ScrolledText>}
      {omitted === 0 ? null : <p className="hint">{formatCount(omitted)} bytes were left out.</p>}
    </section>
  );
}

function Effects({ trial: { requests, storage } }: { readonly trial: Trial }) {
  return (
    <section aria-labelledby="bench-effects">
      <h2 id="bench-effects">Effects</h2>
      {requests.length + storage.writes.length === 0 ? <p className="hint">It would do nothing.</p> : null}
      <ol className="effects">
        {requests.map((request) => (
          <li key={request.n}>
            <code>{makeVisible(`${request.method} ${request.url}`)}</code>
            <span className="hint">{makeVisible(` ${describeAnswer(request)}`)}</span>
            {request.body === null ? null : (
              <ScrolledText label={`Body of request ${request.n}`}>{makeVisible(request.body)}</ScrolledText>
            )}
          </li>
        ))}
      </ol>
      {storage.writes.length === 0 ? null : (
        <dl className="facts">
          {storage.writes.map(({ key, before, after }) => (
            <div key={key}>
              <dt>{makeVisible(key)}</dt>
              <dd>
                <code>{makeVisible(`${JSON.stringify(before)} → ${JSON.stringify(after)}`)}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function describeAnswer({ status, error, answered_by: by }: Trial['requests'][number]): string {
  return `${status ?? error ?? 'no answer'} (${by ?? 'not answered'})`;
}

function Limits({ trial: { usage, limits } }: { readonly trial: Trial }) {
  const rows = [
    ['Time', usage.wall_ms, limits.wall_ms, 'ms'],
    ['Processor', usage.cpu_ms, limits.cpu_ms, 'ms'],
    ['Memory', usage.memory_mb, limits.memory_mb, 'MB'],
    ['Requests', usage.fetches, limits.fetches, ''],
  ] as const;
  return (
    <section aria-labelledby="bench-limits">
      <h2 id="bench-limits">Limits</h2>
      <ul className="limits">
        {rows.map(([name, used, most, unit]) => (
          <li key={name}>
            <span>
              {name}: {used === null ? 'unknown' : formatCount(used)} of {formatCount(most)} {unit}
            </span>
            <meter aria-label={name} min={0} max={most} value={used ?? 0} />
          </li>
        ))}
      </ul>
    </section>
  );
}
