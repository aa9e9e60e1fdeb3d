import type { Link } from '../http/paging/link.ts';
import type { RecordedActivity } from '@upshot/ledger/activities/find';
import { parseExactly } from '@upshot/shared/exact-json';

/**
 * The JSON text of an activity as it was posted, with our `_links`. The posted text is not touched, so that numbers
 * keep all their digits; only a document that brought `_links` of its own is written anew.
 */
export function linkActivity({ id, project_id, body }: RecordedActivity, link: Link): string {
  const links = {
    self: { href: link('projects', project_id, 'activities', id) },
    log: { href: link('projects', project_id, 'activities', id, 'log') },
  };
  if (body.includes('"_links"')) return JSON.stringify({ ...(parseExactly(body) as object), _links: links });
  const end = body.lastIndexOf('}');
  return `${body.slice(0, end)},"_links":${JSON.stringify(links)}}`;
}
