import { useState } from 'react';
import { initialAddress } from '../initial-address.ts';
import { findIgnored } from '../search.ts';

/** Says which parts of a pasted address meant nothing to the page. */
export function IgnoredFilters({ search }: { readonly search: object }) {
  const [ignored] = useState(() =>
    initialAddress.path === window.location.pathname ? findIgnored(initialAddress.query, { ...search }) : [],
  );
  if (ignored.length === 0) return null;
  return (
    <p className="banner warn" role="status">
      Ignored in the address, because it is not valid here: {ignored.join(', ')}
    </p>
  );
}
