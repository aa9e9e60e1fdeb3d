import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { FilterMenu } from '../../parts/filter-menu.tsx';
import { FilterText } from '../../parts/filter-text.tsx';
import { isFiltered } from '../../search.ts';
import { outcomes, words } from '../../words.ts';
import type { RunsSearch } from './runs-search.ts';

const route = getRouteApi('/signed-in/p/$project/runs');

/** Choosing makes a step of the history, typing replaces it. */
export function RunFilters({ search }: { readonly search: RunsSearch }) {
  const navigate = route.useNavigate();
  const choose = (chosen: RunsSearch, replace = false) =>
    void navigate({ search: (former) => ({ ...former, ...chosen }), replace });
  return (
    <search className="filters">
      <FilterMenu
        label="Outcome"
        values={outcomes}
        chosen={search.outcome}
        show={(outcome) => words.outcomes[outcome]}
        onChange={(outcome) => choose({ outcome })}
      />
      <FilterText
        label="Integration"
        value={search.integration}
        onChange={(integration) => choose({ integration }, true)}
      />
      <FilterText
        label="Activity"
        value={search.activity}
        onChange={(activity) => choose({ activity }, true)}
      />
      {search.replay === undefined ? null : (
        <FilterText label="Replay" value={search.replay} onChange={(replay) => choose({ replay }, true)} />
      )}
      {isFiltered(search) ? (
        <Button className="button" onPress={() => void navigate({ search: {} })}>
          Clear
        </Button>
      ) : null}
    </search>
  );
}
