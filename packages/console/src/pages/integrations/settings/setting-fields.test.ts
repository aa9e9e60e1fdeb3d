import { expect, test } from 'vitest';
import type { Integration } from '../../../api/entities.generated.ts';
import { fieldsOf, readChanges, settingText } from './setting-fields.ts';

const webhook = {
  id: 'w',
  name: 'tell',
  type: 'webhook',
  events: ['a', 'b'],
  states: ['complete'],
  environments: ['*'],
  excluded_environments: [],
  result: 'success',
  concurrency: 1,
  max_per_second: null,
  burst: 1,
  url: 'https://example.org/',
  headers: '******',
  shared_key: null,
  signature_form: 'rfc7797',
  retry_seconds: null,
} as unknown as Integration;

const formOf = (over: Readonly<Record<string, string>>) => {
  const form = new FormData();
  for (const field of fieldsOf(webhook)) form.set(field.name, settingText(webhook, field));
  for (const [name, value] of Object.entries(over)) form.set(name, value);
  return form;
};

test('a form that was not touched changes nothing, and keeps what is secret', () => {
  expect(readChanges(webhook, formOf({}))).toEqual({});
});

test('only what was changed is sent, each as the API takes it', () => {
  const form = formOf({ events: ' c \n\nd\n', concurrency: '4', result: '*', headers: 'X: y' });
  expect(readChanges(webhook, form)).toEqual({
    events: ['c', 'd'],
    concurrency: 4,
    result: '*',
    headers: 'X: y',
  });
  expect(readChanges(webhook, formOf({ 'remove headers': 'on', concurrency: 'many' }))).toEqual({
    headers: null,
    concurrency: 'many',
  });
});

test('a number may be a fraction; an optional one is removed by an empty field', () => {
  expect(readChanges(webhook, formOf({ max_per_second: '0.1', burst: '3' }))).toEqual({
    max_per_second: 0.1,
    burst: 3,
  });
  const limited: Integration = { ...webhook, max_per_second: 0.1 };
  expect(readChanges(limited, formOf({ max_per_second: ' ' }))).toEqual({ max_per_second: null });
  expect(readChanges(webhook, formOf({ max_per_second: 'fast' }))).toEqual({ max_per_second: 'fast' });
});

test('delays of retries are read from one line; none and nothing differ', () => {
  const change = (integration: Integration, retry_seconds: string) =>
    readChanges(integration, formOf({ retry_seconds }));
  expect(change(webhook, '5, 30.5')).toEqual({ retry_seconds: [5, 30.5] });
  expect(change(webhook, 'none')).toEqual({ retry_seconds: [] });
  expect(change(webhook, 'soon')).toEqual({ retry_seconds: ['soon'] });
  const own: Integration = { ...webhook, retry_seconds: [5, 30] };
  expect(change(own, '5, 30')).toEqual({});
  expect(change(own, '')).toEqual({ retry_seconds: null });
});
