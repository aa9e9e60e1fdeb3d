import { ConditionFault } from './condition-fault.ts';
import { toTokens, type Token } from './tokens.ts';

/** The words of a condition that are still to be read. */
export interface Reader {
  readonly next: Token;
  take(): Token;
  /** Takes the next word if it is this symbol. */
  takes(symbol: string): boolean;
  /** Takes this symbol, or throws. */
  expect(symbol: string): void;
  /** Whether `.name(` comes next. */
  isAtMethod(): boolean;
  /** Takes the point before a method, if one comes next. */
  takesMethod(): boolean;
  /** What is written from an index up to the last word that was taken. */
  textFrom(start: number): string;
}

/** Makes the reader of a text. Throws a ConditionFault over what is no word. */
export function createReader(text: string): Reader {
  const tokens = toTokens(text);
  const end: Token = { kind: 'end', text: '', at: text.length, end: text.length };
  let position = 0;
  const at = (index: number) => tokens[index] ?? end;
  const isSymbol = (index: number, symbol: string) =>
    at(index).kind === 'symbol' && at(index).text === symbol;
  const isAtMethod = () =>
    isSymbol(position, '.') && at(position + 1).kind === 'name' && isSymbol(position + 2, '(');
  const takes = (symbol: string) => {
    const isNext = isSymbol(position, symbol);
    if (isNext) position++;
    return isNext;
  };
  return {
    get next() {
      return at(position);
    },
    take: () => at(position++),
    takes,
    expect(symbol) {
      if (!takes(symbol)) throw new ConditionFault(at(position).at, `"${symbol}" is missing`);
    },
    isAtMethod,
    takesMethod: () => isAtMethod() && takes('.'),
    textFrom: (start) => text.slice(start, at(position - 1).end),
  };
}
