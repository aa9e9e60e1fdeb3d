import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { infra } from './compose-file.ts';
import { knownLabels, unknownNames } from './known-metrics.ts';
import { evaluate } from './promql/evaluate.ts';
import { runRuleTest, type RuleFile, type RuleTestFile } from './promql/rule-tests.ts';
import { readSeries } from './promql/series.ts';

const folder = join(infra, 'observability');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const { groups } = parse(read('alerts.yml')) as RuleFile;
const rules = groups.flatMap((group) => group.rules);
const { tests, ...settings } = parse(read('alerts.test.yml')) as RuleTestFile;
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

describe('the alerts', () => {
  test.each(tests)('$name', (item) => {
    for (const { firing, expected, ...asked } of runRuleTest(item, rules))
      expect({ ...asked, firing }).toEqual({ ...asked, firing: expected });
  });

  test.each(rules)('$alert has a test in which it fires, and one in which it must not', ({ alert }) => {
    const asked = tests
      .flatMap((item) => item.alert_rule_test)
      .filter(({ alertname }) => alertname === alert);
    expect(asked.some(({ exp_alerts: expected = [] }) => expected.length > 0)).toBe(true);
    expect(asked.some(({ exp_alerts: expected = [] }) => expected.length === 0)).toBe(true);
  });

  test.each(rules)('$alert names metrics, labels and values that exist', ({ expr, annotations }) => {
    expect(unknownNames(expr)).toEqual([]);
    const used = Array.from(
      annotations['summary']?.matchAll(/\$labels\.(\w+)/g) ?? [],
      ([, label]) => label ?? '',
    );
    expect(used.filter((label) => !knownLabels(expr).has(label))).toEqual([]);
  });

  test.each(rules)('$alert points to a section that says what to do', ({ annotations, labels }) => {
    const [page = '', anchor = ''] = (annotations['runbook'] ?? '').split('#');
    const text = readFileSync(join(infra, '..', page), 'utf8');
    const anchors = Array.from(text.matchAll(/^#+ (.*)$/gm), ([, title = '']) => toAnchor(title));
    expect(anchors).toContain(anchor);
    expect(['critical', 'warning']).toContain(labels['severity']);
  });

  test('are tested as Prometheus evaluates them', () => {
    expect(settings).toEqual({ rule_files: ['alerts.yml'], evaluation_interval: '1m' });
    expect(parse(read('prometheus.yml'))).toMatchObject({ rule_files: ['alerts.yml'] });
  });

  test.runIf(hasPromtool).each([
    ['check', 'config', 'prometheus.yml'],
    ['check', 'rules', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ])('promtool %s %s %s agrees', (...words) => {
    const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: folder, encoding: 'utf8' });
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
  });
});

describe('the evaluator', () => {
  const counter = readSeries('calls_total{job="a"}', '0+60x10', 60);
  const restarted = readSeries('calls_total{job="b"}', '0+60x7 0+60x2', 60);

  test.each([
    ['increase(calls_total{job="a"}[5m])', [300]],
    ['rate(calls_total{job="a"}[5m])', [1]],
    ['increase(calls_total{job="b"}[5m])', [225]],
    ['sum(rate(calls_total[5m])) > 1.5', [1.75]],
    ['calls_total > 500', [600]],
    ['absent(calls_total{job="c"})', [1]],
    ['absent(calls_total)', []],
    ['count(calls_total) / sum(calls_total)', [2 / 720]],
  ])('%s', (expression, values) => {
    const found = evaluate(expression, [counter, restarted], 600);
    expect(found.map(({ value }) => Math.round(value * 1e9) / 1e9)).toEqual(
      values.map((value) => Math.round(value * 1e9) / 1e9),
    );
  });

  test('refuses what it cannot do, and what is not PromQL', () => {
    expect(() => evaluate('deriv(calls_total[5m])', [counter], 600)).toThrow(
      'does not know the function deriv',
    );
    expect(() => evaluate('sum by (calls_total', [counter], 600)).toThrow('not PromQL');
  });
});

function toAnchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(/\s/g, '-');
}
