import { formatAge, formatTime, formatUtc } from '../format.ts';
import { useNow } from './use-now.ts';

/** A time in the viewer's zone, with UTC in its tooltip. */
export function Time({ iso, isRelative = false }: { readonly iso: string; readonly isRelative?: boolean }) {
  const now = useNow();
  if (Number.isNaN(Date.parse(iso))) return <>{iso}</>;
  return (
    <time dateTime={iso} title={isRelative ? `${formatTime(iso)} · ${formatUtc(iso)}` : formatUtc(iso)}>
      {isRelative ? formatAge(iso, now) : formatTime(iso)}
    </time>
  );
}
