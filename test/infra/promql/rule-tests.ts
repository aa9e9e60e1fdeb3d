import { evaluate } from './evaluate.ts';
import { keyOf, withoutName } from './functions.ts';
import { readDuration, readSeries, type Labels } from './series.ts';

/** A file of rules, as Prometheus reads it. */
export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** A file of tests, as "promtool test rules" reads it. */
export interface RuleTestFile {
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  readonly tests: readonly RuleTest[];
}

export interface RuleTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test: readonly {
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts?: readonly Alert[];
  }[];
}

interface Alert {
  readonly exp_labels: Labels;
  readonly exp_annotations: Labels;
}

/** What fires, each time that a test asks: beside what the test expects. */
export function runRuleTest(
  { input_series: input, interval, alert_rule_test: asked }: RuleTest,
  rules: readonly Rule[],
) {
  const intervalS = readDuration(interval);
  const series = input.map((item) => readSeries(item.series, item.values, intervalS));
  return asked.map(({ eval_time: at, alertname, exp_alerts: expected = [] }) => {
    const rule = rules.find(({ alert }) => alert === alertname);
    if (rule === undefined) throw new Error(`there is no alert ${alertname}`);
    const values = (atS: number) => evaluate(rule.expr, series, atS);
    const firing = alertsAt(rule, values, { atS: readDuration(at), intervalS });
    return { alertname, at, firing: inOrder(firing), expected: inOrder(expected) };
  });
}

/** Goes through all evaluations up to a time, as Prometheus does: an alert fires when it held for its whole time. */
function alertsAt(
  rule: Rule,
  valuesAt: (atS: number) => ReturnType<typeof evaluate>,
  { atS, intervalS }: { readonly atS: number; readonly intervalS: number },
): readonly Alert[] {
  const since = new Map<string, { readonly labels: Labels; readonly fromS: number }>();
  for (let now = 0; now <= atS; now += intervalS) {
    const active = new Map(valuesAt(now).map(({ labels }) => [keyOf(labels), labels]));
    for (const key of since.keys()) if (!active.has(key)) since.delete(key);
    for (const [key, labels] of active) if (!since.has(key)) since.set(key, { labels, fromS: now });
  }
  const holdS = rule.for === undefined ? 0 : readDuration(rule.for);
  return [...since.values()]
    .filter(({ fromS }) => atS - fromS >= holdS)
    .map(({ labels }) => ({
      exp_labels: { ...withoutName(labels), ...rule.labels },
      exp_annotations: Object.fromEntries(
        Object.entries(rule.annotations).map(([name, text]) => [name, fillIn(text, labels)]),
      ),
    }));
}

/** The one kind of template that our annotations have. */
function fillIn(text: string, labels: Labels): string {
  return text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_whole, name: string) => labels[name] ?? '');
}

function inOrder(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.toSorted((a, b) => (keyOf(a.exp_labels) < keyOf(b.exp_labels) ? -1 : 1));
}
