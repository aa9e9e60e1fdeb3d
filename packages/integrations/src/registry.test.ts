import type { ActivityFacts } from '@upshot/shared/activity';
import { findSkipReason } from '@upshot/shared/integration';
import { expect, it } from 'vitest';
import {
  definitionOf,
  filterOf,
  hookTypes,
  integrationTypes,
  isIntegrationType,
  registry,
} from './registry.ts';

const push: ActivityFacts = {
  id: 'a',
  type: 'environment.push',
  state: 'complete',
  result: 'success',
  environments: ['main'],
};

function unread(): never {
  throw new Error('only conditions need the document');
}

it('a script fires by default on a push that is complete, and on nothing else', () => {
  const { defaults } = registry.script.filter;
  expect(findSkipReason(defaults, push, unread)).toBeUndefined();
  expect(findSkipReason(defaults, { ...push, type: 'environment.cron' }, unread)?.field).toBe('events');
  expect(findSkipReason(defaults, { ...push, state: 'in_progress' }, unread)?.field).toBe('states');
});

it('a webhook fires by default on everything that is complete', () => {
  const { defaults } = registry.webhook.filter;
  expect(findSkipReason(defaults, push, unread)).toBeUndefined();
  expect(findSkipReason(defaults, { ...push, state: 'in_progress' }, unread)?.field).toBe('states');
});

it('health types answer changes of health, and nothing else', () => {
  const { filter } = registry['health.slack'].filter;
  expect(findSkipReason(filter, push, unread)?.field).toBe('events');
  expect(
    findSkipReason(filter, { ...push, type: 'health.integration', environments: [] }, unread),
  ).toBeUndefined();
  expect(hookTypes).not.toContain('health.slack');
});

it('what a type fixes counts, whatever a row says; else what the row says', () => {
  const { defaults } = registry.webhook.filter;
  expect(filterOf('webhook', defaults)).toBe(defaults);
  expect(filterOf('health.slack', { ...defaults, events: [] }).events).toEqual(['health.*']);
});

it('knows its types, and no property of objects besides', () => {
  expect(integrationTypes.every(isIntegrationType)).toBe(true);
  expect(['constructor', 'hipchat', ''].some(isIntegrationType)).toBe(false);
});

it('fields of one name are alike in all types: one property of the API, one option of the command line', () => {
  const fields = integrationTypes.flatMap((type) => Object.entries(definitionOf(type).fields));
  for (const same of Object.values(Object.groupBy(fields, ([name]) => name)))
    expect(new Set(same?.map(([, field]) => JSON.stringify(field))).size).toBe(1);
});
