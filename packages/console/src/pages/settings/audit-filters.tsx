import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { Choice } from '../../parts/choice.tsx';
import { FilterText } from '../../parts/filter-text.tsx';
import { isFiltered } from '../../search.ts';
import { rangeNames, ranges } from '../issues/issues-search.ts';
import type { SettingsSearch } from './settings-search.ts';

const route = getRouteApi('/signed-in/p/$project/settings');

const times = [{ id: 'any', label: 'any' }, ...rangeNames.map((id) => ({ id, label: ranges[id] }))];

/** Choosing makes a step of the history, typing replaces it. */
export function AuditFilters({ search }: { readonly search: SettingsSearch }) {
  const navigate = route.useNavigate();
  const choose = (chosen: SettingsSearch, replace = false) =>
    void navigate({ search: (former) => ({ ...former, ...chosen }), replace });
  return (
    <search className="filters">
      <FilterText
        label="Operation"
        value={search.operation}
        onChange={(operation) => choose({ operation }, true)}
      />
      <FilterText label="Token id" value={search.token} onChange={(token) => choose({ token }, true)} />
      <Choice
        label="Time"
        items={times}
        value={search.range ?? 'any'}
        onChange={(id) => choose({ range: rangeNames.find((name) => name === id) })}
      />
      {isFiltered(search) ? (
        <Button className="button" onPress={() => void navigate({ search: { tab: 'audit' } })}>
          Clear
        </Button>
      ) : null}
    </search>
  );
}
