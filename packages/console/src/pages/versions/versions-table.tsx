import type { ReactNode } from 'react';
import type { ScriptVersion } from '../../api/entities.generated.ts';
import { formatCount, formatShare } from '../../format.ts';
import { Badge } from '../../parts/badge.tsx';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { RollBackButton } from './roll-back-button.tsx';

const columns = ['From', 'To', 'Version', 'When', 'By', 'Message', 'Runs', 'Failed', 'CPU p95', 'Action'];

type RollBack = Omit<Parameters<typeof RollBackButton>[0], 'version'>;

/** The versions, newest first. Two of them are chosen to be compared. */
export function VersionsTable({
  versions,
  from,
  to,
  onChoose,
  rollBack,
}: {
  readonly versions: readonly ScriptVersion[];
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly onChoose: (change: { readonly from?: number; readonly to?: number }) => void;
  /** Undefined where nothing can be rolled back. */
  readonly rollBack: RollBack | undefined;
}) {
  const radio = (end: 'from' | 'to', version: number) => (
    <input
      type="radio"
      name={end}
      aria-label={`Compare ${end} version ${version}`}
      checked={(end === 'from' ? from : to) === version}
      onChange={() => onChoose({ [end]: version })}
    />
  );
  return (
    // It scrolls, so that the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="grid-box" role="region" aria-label="Versions" tabIndex={0}>
      <table className="grid versions">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <Row key={version.version} version={version} radio={radio} rollBack={rollBack} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  version,
  radio,
  rollBack,
}: {
  readonly version: ScriptVersion;
  readonly radio: (end: 'from' | 'to', version: number) => ReactNode;
  readonly rollBack: RollBack | undefined;
}) {
  return (
    <tr>
      <td>{radio('from', version.version)}</td>
      <td>{radio('to', version.version)}</td>
      <td>
        {version.version} {version.is_current ? <Badge tone="good">current</Badge> : null}
      </td>
      <td>
        <Time iso={version.created_at} />
      </td>
      <td>{makeVisible(version.created_by_name ?? version.created_by ?? '')}</td>
      <td>{makeVisible(version.message ?? '')}</td>
      <td className="number">{formatCount(version.runs)}</td>
      <td className="number">{rateOf(version)}</td>
      <td className="number">{version.cpu_ms_p95 === null ? '' : `${Math.round(version.cpu_ms_p95)} ms`}</td>
      <td>
        {rollBack === undefined || version.is_current ? null : (
          <RollBackButton {...rollBack} version={version.version} />
        )}
      </td>
    </tr>
  );
}

function rateOf({ runs, failed }: ScriptVersion): string {
  return runs === 0 ? '' : formatShare(failed / runs);
}
