import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { FilterMenu } from '../../parts/filter-menu.tsx';
import { FilterText } from '../../parts/filter-text.tsx';
import { isFiltered } from '../../search.ts';
import { outcomes, words } from '../../words.ts';
import { eventKinds, type LiveSearch } from './live-search.ts';

const route = getRouteApi('/signed-in/p/$project/tail');

/** Choosing makes a step of the history, typing replaces it. */
export function LiveFilters({ search }: { readonly search: LiveSearch }) {
  const navigate = route.useNavigate();
  const choose = (chosen: LiveSearch, replace = false) =>
    void navigate({ search: (former) => ({ ...former, ...chosen }), replace });
  return (
    <search className="filters">
      <FilterMenu
        label="Event"
        values={eventKinds}
        chosen={search.event}
        onChange={(event) => choose({ event })}
      />
      <FilterMenu
        label="Outcome"
        values={outcomes}
        chosen={search.outcome}
        show={(outcome) => words.outcomes[outcome]}
        onChange={(outcome) => choose({ outcome })}
      />
      <FilterText label="Type" value={search.type} onChange={(type) => choose({ type }, true)} />
      <FilterText
        label="Environment"
        value={search.environment}
        onChange={(environment) => choose({ environment }, true)}
      />
      <FilterText label="Text" value={search.find} onChange={(find) => choose({ find }, true)} />
      {isFiltered(search) ? (
        <Button className="button" onPress={() => void navigate({ search: {} })}>
          No filter
        </Button>
      ) : null}
    </search>
  );
}
