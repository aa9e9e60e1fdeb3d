import { Type, type Static } from 'typebox';
import { cursor } from '../http/paging/cursor.ts';
import { count } from '../http/schemas.ts';
import { activityResult, activityState } from './activity-schema.ts';

/** Which activities are wanted: shared with the lists of runs that are seen as activities. */
export const activityListQuery = Type.Object({
  type: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 50 })),
  state: Type.Optional(Type.Array(activityState)),
  result: Type.Optional(Type.Array(activityResult)),
  starts_at: Type.Optional(
    Type.String({
      description:
        'Not newer than this; for the next page, created_at of the last item. Or seconds since 1970.',
    }),
  ),
  cursor: Type.Optional(cursor),
  count: Type.Optional(count),
});

export type ActivityListQuery = Static<typeof activityListQuery>;

/** How long a page is, for the documentation of every list that is paged by time. */
export const pagingDescription =
  'A page never ends between items of one `created_at`: rather it is longer than `count`, up to 1000. While more ' +
  'follows, the header `Link` names the next page.';
