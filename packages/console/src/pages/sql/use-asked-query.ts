import { useState } from 'react';
import { LONGEST_IN_ADDRESS } from './sql-search.ts';

/** The query that was run last, and the text in the editor. Another address replaces both. */
export function useAskedQuery(addressed: string, toAddress: (query: string) => void) {
  // A query that is too long for the address.
  const [long, setLong] = useState<string>();
  const asked = long ?? addressed;
  const [typed, setTyped] = useState(asked);
  const [known, setKnown] = useState(addressed);
  if (known !== addressed) {
    setKnown(addressed);
    setLong(undefined);
    setTyped(addressed);
  }
  return {
    asked,
    typed,
    setTyped,
    isTooLong: long !== undefined,
    change: (query: string) => {
      const fits = encodeURIComponent(query).length <= LONGEST_IN_ADDRESS;
      setTyped(query);
      setLong(fits ? undefined : query);
      if (fits) toAddress(query);
    },
  };
}
