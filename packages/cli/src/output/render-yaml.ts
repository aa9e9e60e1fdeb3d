import { rawDigits } from '@upshot/shared/exact-json';

/** Writes a value as YAML; raw numbers keep their digits. */
export async function renderYaml(value: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  const digits: string[] = [];
  const mark = `raw${crypto.randomUUID().replaceAll('-', '')}n`;
  const marked = mapRaw(value, (source) => `${mark}${digits.push(source) - 1}x`);
  const text = stringify(marked, { singleQuote: true, lineWidth: 0 }).trimEnd();
  return text.replaceAll(
    new RegExp(`${mark}(\\d+)x`, 'g'),
    (_all, index: string) => digits[Number(index)] ?? '',
  );
}

/** The same value with each raw number replaced. */
function mapRaw(value: unknown, replace: (digits: string) => string): unknown {
  const digits = rawDigits(value);
  if (digits !== undefined) return replace(digits);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapRaw(item, replace));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapRaw(item, replace)]));
}
