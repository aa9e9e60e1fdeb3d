import { Type, type Static } from 'typebox';
import { MAX_CONDITION } from '@upshot/shared/condition';
import type { FieldOption } from './field.ts';

const pattern = Type.String({ minLength: 1, maxLength: 255 });
const patterns = Type.Array(pattern, { minItems: 1, maxItems: 100, description: 'Names, * or globs.' });

/** What an integration may say about how many runs it has, whatever they answer. */
export const limitFields = {
  concurrency: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 64,
      description: 'Runs at once. With 1 they keep the order of their activities.',
    }),
  ),
  max_per_second: Type.Optional(
    Type.Union([Type.Number({ minimum: 0.0001, maximum: 1000 }), Type.Null()], {
      description:
        'Rate limit: the most attempts a second on average, over all workers, such as 0.1. Null: no limit.',
    }),
  ),
  burst: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      description: 'How many attempts may begin at once within the rate limit, after a pause.',
    }),
  ),
};

/** What an integration may say about the activities it answers, and its limits. */
export const filterFields = {
  events: Type.Optional(patterns),
  states: Type.Optional(patterns),
  environments: Type.Optional(patterns),
  excluded_environments: Type.Optional(Type.Array(pattern, { maxItems: 100 })),
  result: Type.Optional(Type.Enum(['*', 'success', 'failure'])),
  condition: Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: MAX_CONDITION }), Type.Null()], {
      description:
        'What must be true of its fields, such as activity.payload.branch == "main" (docs/filters.md).',
    }),
  ),
  ...limitFields,
};

const filters = Type.Object(filterFields);

export type FilterFields = Static<typeof filters>;

/** How the command line takes them. */
export const filterOptions: { readonly [N in keyof typeof filterFields]: FieldOption } = {
  events: {
    label: 'Events to report',
    flags: '--events <types>',
    description: 'the activity types that fire it',
    reads: 'list',
    default: ['*'],
  },
  states: {
    label: 'States to report',
    flags: '--states <states>',
    description: 'the activity states that fire it',
    reads: 'list',
    default: ['complete'],
  },
  environments: {
    label: 'Included environments',
    flags: '--environments <ids>',
    description: 'the environments it is for',
    reads: 'list',
    default: ['*'],
  },
  excluded_environments: {
    label: 'Excluded environments',
    flags: '--exclude-environments, --excluded-environments <ids>',
    description: 'the environments it is not for',
    reads: 'list',
  },
  result: {
    label: 'Result to report',
    flags: '--result <result>',
    description: 'how the activity must have ended: failure, success (also without a result) or *',
    isAsked: false,
  },
  condition: {
    label: 'Condition',
    flags: '--condition <expression>',
    description:
      'what must be true of the activity, such as activity.payload.branch == "main"; "" for nothing',
    reads: 'text-or-none',
    isAsked: false,
  },
  concurrency: {
    label: 'Concurrency',
    flags: '--concurrency <number>',
    description: 'how many of its runs may be under way at once',
    reads: 'integer',
    isAsked: false,
  },
  max_per_second: {
    label: 'Rate limit',
    flags: '--max-per-second <number>',
    description: 'how many of its attempts may begin a second, such as 0.1 (empty: any number)',
    reads: 'number-or-none',
    isAsked: false,
  },
  burst: {
    label: 'Burst',
    flags: '--burst <number>',
    description: 'how many of its attempts may begin at once within the rate limit',
    reads: 'integer',
    isAsked: false,
  },
};
