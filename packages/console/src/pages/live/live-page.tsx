import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { formatClock } from '../../format.ts';
import { ActivityLink } from '../../parts/activity-link.tsx';
import { Badge } from '../../parts/badge.tsx';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { isFiltered } from '../../search.ts';
import { setLive, useLive } from '../../shell/live.ts';
import { Page } from '../../shell/page.tsx';
import { useStream } from '../../stream/use-stream.ts';
import { words } from '../../words.ts';
import { isWanted, readLiveEvent, type LiveEvent } from './live-event.ts';
import { LiveFilters } from './live-filters.tsx';
import { useStayAtEnd } from './use-stay-at-end.ts';

const route = getRouteApi('/signed-in/p/$project/tail');

/** The latest events that are kept, whether they are shown or not. */
const KEPT = 500;

/** What happens in a project, while it happens: the newest event is the last one. */
export function LivePage() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const isLive = useLive();
  const [events, setEvents] = useState<readonly LiveEvent[]>([]);
  useStream(project, (message) => {
    const event = readLiveEvent(message);
    if (event !== undefined) setEvents((former) => [...former, event].slice(-KEPT));
  });
  const shown = events.filter((event) => isWanted(event, search));
  useStayAtEnd(shown.at(-1)?.key);
  return (
    <Page
      title="Live"
      actions={
        <>
          <Button className="button" onPress={() => setLive(!isLive)}>
            {isLive ? 'Pause' : 'Go on'}
          </Button>
          <Button className="button" onPress={() => setEvents([])} isDisabled={events.length === 0}>
            Clear
          </Button>
        </>
      }
    >
      <LiveFilters search={search} />
      <IgnoredFilters search={search} />
      <p className="hint">{describe(events, shown, isLive)}</p>
      {shown.length === 0 ? null : (
        <ListTable columns={['Time', 'Event', 'Of', 'Details']}>
          {shown.map((event) => (
            <EventRow key={event.key} project={project} event={event} />
          ))}
        </ListTable>
      )}
      {shown.length === 0 ? <p className="empty">{emptyText(isFiltered(search))}</p> : null}
    </Page>
  );
}

function describe(events: readonly LiveEvent[], shown: readonly LiveEvent[], isLive: boolean): string {
  const kept = events.length === KEPT ? `The last ${words.events(KEPT)}` : words.events(events.length);
  const filtered = shown.length === events.length ? '' : `, ${shown.length} of them shown`;
  const paused = isLive ? '' : ' Paused: going on shows what came meanwhile.';
  return `${kept} since this page was opened${filtered}.${paused}`;
}

function emptyText(filtered: boolean): string {
  return filtered
    ? 'No event has passed these filters yet.'
    : 'Nothing has happened since this page was opened.';
}

function EventRow({ project, event }: { readonly project: string; readonly event: LiveEvent }) {
  const { at, kind, tone, outcome, details } = event;
  return (
    <tr>
      <td className="nowrap">
        <time dateTime={at}>{formatClock(at)}</time>
      </td>
      <td>
        {kind === 'gap' ? '' : `${kind} `}
        <Badge tone={tone}>{outcome}</Badge>
      </td>
      <td>
        <Subject project={project} event={event} />
      </td>
      <td className="wide">{makeVisible(details.filter((detail) => detail !== '').join(' · '))}</td>
    </tr>
  );
}

function Subject({
  project,
  event: { link, subject },
}: {
  readonly project: string;
  readonly event: LiveEvent;
}) {
  const text = makeVisible(subject);
  switch (link?.to) {
    case 'run':
      return (
        <Link to="/p/$project/runs/$run" params={{ project, run: link.id }}>
          {text}
        </Link>
      );
    case 'activity':
      return <ActivityLink project={project} id={link.id} text={subject} />;
    case 'integration':
      return (
        <Link to="/p/$project/integrations/$integration" params={{ project, integration: link.id }}>
          {text}
        </Link>
      );
    default:
      return text;
  }
}
