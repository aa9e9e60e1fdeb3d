/**
 * Parses JSON so that writing it again keeps every digit of every number: one that JavaScript would write otherwise
 * becomes a raw number. Throws a SyntaxError for what is not JSON.
 */
export function parseExactly(text: string): unknown {
  return (JSON.parse as ParseWithSource)(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value,
  );
}

/** The digits of a raw number; `undefined` for any other value. */
export function rawDigits(value: unknown): string | undefined {
  return isRawJSON(value) ? value.rawJSON : undefined;
}

interface RawNumber {
  readonly rawJSON: string;
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
type ParseWithSource = (text: string, reviver: Reviver) => unknown;

const { rawJSON, isRawJSON } = JSON as unknown as {
  readonly rawJSON: (source: string) => RawNumber;
  readonly isRawJSON: (value: unknown) => value is RawNumber;
};
