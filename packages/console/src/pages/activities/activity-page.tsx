import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { send } from '../../api/client.ts';
import { explainActivity, getActivity } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { Badge } from '../../parts/badge.tsx';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { JsonView } from '../../parts/json-view/json-view.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { useLive } from '../../shell/live.ts';
import { Page } from '../../shell/page.tsx';
import type { Activity } from '../../api/entities.generated.ts';
import type { ActivitySearch } from './activities-search.ts';
import { describeState, readActivity } from './activity-fields.ts';
import { ReceiptView, type Receipt } from './receipt-view.tsx';
import { StateLinks } from './state-links.tsx';

const route = getRouteApi('/signed-in/p/$project/activities/$activity');

const tabs = [
  ['happened', 'What happened'],
  ['payload', 'Payload'],
] as const;

/** One activity: what it fired, why it did not fire the rest, and what was posted. */
export function ActivityPage() {
  const params = route.useParams();
  const search = route.useSearch();
  const isLive = useLive();
  const receipts = useQuery({ ...ask(explainActivity, { params }), refetchInterval: isLive ? 5000 : false });
  const shown = receipts.data?.find(({ activity }) => activity.state === search.state) ?? receipts.data?.[0];
  const tab = search.tab ?? 'happened';
  if (receipts.error !== null && shown === undefined) {
    return (
      <Page title="Activity">
        <ProblemView problem={receipts.error} onRetry={() => void receipts.refetch()} />
      </Page>
    );
  }
  if (shown === undefined) return <Page title="Activity">Loading …</Page>;
  return <ShownActivity {...{ params, search, tab, receipts: receipts.data ?? [], shown }} />;
}

function ShownActivity({
  params,
  search,
  tab,
  receipts,
  shown,
}: {
  readonly params: { readonly project: string; readonly activity: string };
  readonly search: ActivitySearch;
  readonly tab: 'happened' | 'payload';
  readonly receipts: readonly Receipt[];
  readonly shown: Receipt;
}) {
  const { state } = shown.activity;
  const posted = useQuery({
    queryKey: ['activity', params, state],
    // The text as it was posted: numbers and order are kept.
    queryFn: async ({ signal }) =>
      await (await send(getActivity, { params, query: { state }, signal })).text(),
    staleTime: Infinity,
  });
  return (
    <Page title="Activity">
      <IgnoredFilters search={search} />
      {posted.data === undefined ? null : <Summary text={posted.data} id={params.activity} />}
      {receipts.length > 1 ? <StateLinks receipts={receipts} current={state} /> : null}
      <Tabs label="Parts of the activity" tabs={tabs} current={tab} />
      {tab === 'happened' ? <ReceiptView project={params.project} receipt={shown} /> : null}
      {tab === 'payload' && posted.data !== undefined ? (
        <JsonView text={posted.data} root="activity" />
      ) : null}
      {posted.error === null ? null : (
        <ProblemView problem={posted.error} onRetry={() => void posted.refetch()} />
      )}
    </Page>
  );
}

function Summary({ text, id }: { readonly text: string; readonly id: string }) {
  const activity = JSON.parse(text) as Activity;
  const fields = readActivity(activity);
  const [tone, word] = describeState(activity, fields.result);
  return (
    <>
      <p className="lead">{makeVisible(fields.text === '' ? activity.type : fields.text)}</p>
      <dl className="facts">
        <dt>State</dt>
        <dd>
          <Badge tone={tone}>{makeVisible(word)}</Badge>
        </dd>
        <dt>Type</dt>
        <dd>{makeVisible(activity.type)}</dd>
        <dt>Environment</dt>
        <dd>{fields.environments.length === 0 ? 'none' : makeVisible(fields.environments.join(', '))}</dd>
        <dt>Created</dt>
        <dd>{fields.createdAt === undefined ? 'unknown' : <Time iso={fields.createdAt} />}</dd>
        <dt>Id</dt>
        <dd>
          <code>{makeVisible(id)}</code>
        </dd>
      </dl>
    </>
  );
}
