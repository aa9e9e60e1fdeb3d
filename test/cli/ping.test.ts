import { afterAll, beforeAll, expect, test } from 'vitest';
import { base64url, flattenedVerify } from 'jose';
import { adminToken } from '@upshot/testing/processes';
import { runUpshot } from '@upshot/testing/run-upshot';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { startReceiver, type Receiver } from '../integration/receiver.ts';

const sharedKey = Buffer.alloc(32, 7).toString('base64');
let status = 200;
let receiver: Receiver;
let system: TestSystem;

beforeAll(async () => {
  receiver = await startReceiver(() => ({ status }));
  system = await startSystem({ environment: { UPSHOT_EGRESS_ALLOW: receiver.at } });
  const url = `http://${receiver.at}/hook`;
  const never = { events: ['never.happens'], environments: ['none'] };
  await system.addIntegration({ type: 'webhook', name: 'hook', url, shared_key: sharedKey, ...never });
  await system.addIntegration({ type: 'webhook', name: 'other', url, events: ['*', 'integration.*'] });
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const ping = () =>
  runUpshot(system.url, ['integration:ping', 'hook'], {
    env: { UPSHOT_TOKEN: adminToken, UPSHOT_PROJECT: project },
  });

test('one signed delivery reaches the receiver, whatever the filter says, and no other webhook', async () => {
  const { code, stderr } = await ping();
  expect([code, stderr]).toEqual([0, expect.stringMatching(/Run \w+ \(integration hook\): succeeded/)]);
  expect(receiver.deliveries).toHaveLength(1);
  const [{ headers, body } = { headers: { 'x-jws-signature': '' }, body: '' }] = receiver.deliveries;
  expect(JSON.parse(body)).toMatchObject({ type: 'integration.ping', payload: { is_test: true } });
  const [protectedHeader = '', , signature = ''] = String(headers['x-jws-signature']).split('.');
  const jws = { protected: protectedHeader, payload: Buffer.from(body), signature };
  await expect(flattenedVerify(jws, base64url.decode(sharedKey))).resolves.toBeDefined();
});

test('a delivery that is refused is not tried again, and ends with 1', async () => {
  status = 503;
  const before = receiver.deliveries.length;
  const { code, stderr } = await ping();
  expect(code).toBe(1);
  expect(stderr).toMatch(/Run \w+ \(integration hook\): failed/);
  expect(receiver.deliveries.length - before).toBe(1);
});
