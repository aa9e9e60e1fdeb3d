import { parse } from 'node:querystring';

type Query = Readonly<Record<string, string | readonly string[]>>;

/** Parses a query. A list may be written as PHP writes it: `type[]=a&type[]=b` or `type[0]=a&type[1]=b`. */
export function parseQuery(text: string): Query {
  const query = new Map<string, string | readonly string[]>();
  for (const [name, value = ''] of Object.entries(parse(text))) {
    const plain = name.replace(/\[\d*\]$/, '');
    const former = query.get(plain);
    query.set(plain, former === undefined ? value : [former, value].flat());
  }
  return Object.fromEntries(query);
}
