import { expect, test } from 'vitest';
import type { Frame } from '../frames.ts';
import type { Channel } from './channel.ts';
import { HostCalls } from './host-calls.ts';

test('only the answer to the very call is taken; those to other runs and calls are dropped', () => {
  const sent: Frame[] = [];
  const arriving: Frame[] = [
    ['reply', 'an earlier run', '1', 'v', 'wrong'],
    ['reply', 'this run', '0', 'v', 'wrong'],
    ['reply', 'this run', '1', 'v', 'right'],
  ];
  const channel = { send: (frame: Frame) => sent.push(frame), receive: () => arriving.shift() ?? [] };
  const calls = new HostCalls(channel as unknown as Channel, 'this run');
  expect(calls.call('storageGet', ['key', 'k'])).toBe('vright');
  expect(sent).toEqual([['call', 'this run', '1', 'storageGet', 'key', 'k']]);
});
