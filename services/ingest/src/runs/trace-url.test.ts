import { expect, test } from 'vitest';
import { readTraceUrl, traceUrl } from './trace-url.ts';

test.each([
  ['no URL', 'jaeger', 'it must be a URL'],
  ['another scheme', 'javascript:alert("{trace_id}")', 'it must begin with https:// or http://'],
  ['no place for the id', 'https://jaeger.example/trace/', 'it must contain {trace_id}'],
])('a template with %s is refused', (_what, text, message) => {
  expect(() => readTraceUrl(text)).toThrow(message);
});

test('a trace is linked by its id, wherever the template has it', () => {
  const template = readTraceUrl('https://grafana.example/explore?left={"q":"{trace_id}"}#{trace_id}');
  expect(traceUrl(template, 'abc')).toBe('https://grafana.example/explore?left={"q":"abc"}#abc');
  expect(traceUrl(template, null)).toBeNull();
  expect(traceUrl(undefined, 'abc')).toBeNull();
});
