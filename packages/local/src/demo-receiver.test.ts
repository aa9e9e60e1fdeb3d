import { dropPrivileges } from '@upshot/testing/privileges';
import { startForeignServer } from '@upshot/testing/foreign-server';
import { expect, test } from 'vitest';
import { startDemoReceiver } from './demo-receiver.ts';

const start = (preferredPort: number) =>
  startDemoReceiver({ preferredPort, key: 'key', onReceived: () => undefined });

test('a port that another process has is replaced by a free one', async () => {
  await using foreign = await startForeignServer('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
  await using receiver = await start(foreign.port);
  expect(receiver.port).not.toBe(foreign.port);
});

test('a port that only privileged accounts may have is replaced by a free one', async () => {
  using _ = dropPrivileges();
  await using receiver = await start(1);
  expect(receiver.port).toBeGreaterThan(1023);
});
