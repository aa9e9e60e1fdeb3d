import { expect, test } from 'vitest';
import { describeRequest, describeResponse } from './describe-request.ts';

test.each([
  [
    'GET',
    'https://api.example.com/repos/acme/shop?token=s3cr3t#top',
    'https://api.example.com/repos/acme/shop?…',
  ],
  ['POST', 'https://user:password@example.com:8443/', 'https://example.com:8443/'],
  [
    'POST',
    'https://hooks.example.com/services/T024BE7LD/B01/ABCDEFGHIJKLMNOPQRSTUVWX',
    'https://hooks.example.com/services/T024BE7LD/B01/******',
  ],
  [
    'POST',
    'https://chat.example.com/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/send',
    'https://chat.example.com/******/send',
  ],
  [
    'GET',
    'https://example.com/a-long-path-segment-of-words',
    'https://example.com/a-long-path-segment-of-words',
  ],
])('%s %s is shown without what may be secret', (method, url, shown) => {
  expect(describeRequest(method, url)).toBe(`HTTP request ${method} ${shown}`);
});

test('what is not a URL is not shown', () => {
  expect(describeRequest('GET', 'not a url: s3cr3t')).toBe('HTTP request GET to something that is not a URL');
});

test('a response has its status and its time', () => {
  expect(describeResponse('204 No Content', 35.4)).toBe('HTTP response 204 No Content (35 ms)');
});
