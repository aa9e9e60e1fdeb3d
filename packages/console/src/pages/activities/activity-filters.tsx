import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { listEventTypes } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { FilterMenu } from '../../parts/filter-menu.tsx';
import { FilterText } from '../../parts/filter-text.tsx';
import { isFiltered } from '../../search.ts';
import { activityStates, words } from '../../words.ts';
import { results, type ActivitiesSearch } from './activities-search.ts';

const route = getRouteApi('/signed-in/p/$project/activities');

/** Choosing makes a step of the history, typing replaces it. */
export function ActivityFilters({ search }: { readonly search: ActivitiesSearch }) {
  const navigate = route.useNavigate();
  const { data: eventTypes = [] } = useQuery({ ...ask(listEventTypes), staleTime: Infinity });
  const types = [...new Set([...eventTypes.map(({ type }) => type), ...(search.type ?? [])])];
  const choose = (chosen: Partial<ActivitiesSearch>, replace = false) =>
    void navigate({ search: (former) => ({ ...former, ...chosen }), replace });
  return (
    <search className="filters">
      <FilterMenu label="Type" values={types} chosen={search.type} onChange={(type) => choose({ type })} />
      <FilterMenu
        label="State"
        values={activityStates}
        chosen={search.state}
        show={(state) => words.states[state]}
        onChange={(state) => choose({ state })}
      />
      <FilterMenu
        label="Result"
        values={results}
        chosen={search.result}
        onChange={(result) => choose({ result })}
      />
      <FilterText
        label="Environment"
        value={search.environment}
        onChange={(environment) => choose({ environment }, true)}
      />
      {isFiltered(search) ? (
        <Button className="button" onPress={() => void navigate({ search: {} })}>
          Clear
        </Button>
      ) : null}
    </search>
  );
}
