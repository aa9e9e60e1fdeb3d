import type { VariableTotals } from '@upshot/ledger/variables/write';
import { scriptQuota } from '@upshot/shared/script-quota';
import { invalid } from '../http/validate.ts';

const { variables: maxVariables, variableBytes: maxBytes } = scriptQuota;

/** Throws a problem when an integration has more variables than each of its runs can be given, or larger ones. */
export function refuseExcess({ variables, bytes }: VariableTotals): void {
  if (variables > maxVariables) {
    throw invalid([
      { field: 'name', message: `is one too many: an integration may have ${maxVariables} variables` },
    ]);
  }
  if (bytes > maxBytes) {
    const message = `is too large: the values of an integration's variables may have ${maxBytes} bytes together`;
    throw invalid([{ field: 'value', message }]);
  }
}
