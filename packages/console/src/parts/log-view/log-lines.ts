/** One item of a log, as the API sends it. */
export interface LogLine {
  readonly id: string;
  readonly at: string;
  readonly text: string;
}

/** What was read of a log. */
export interface LogPart {
  readonly lines: readonly LogLine[];
  /** Nothing more will come. */
  readonly isComplete: boolean;
}

interface Item {
  readonly _id?: string;
  readonly data?: { readonly timestamp: string; readonly message: string };
  readonly seal?: boolean;
}

/** Reads JSON lines, and returns what follows the last newline. */
export function readLogText(text: string): LogPart & { readonly rest: string } {
  const end = text.lastIndexOf('\n') + 1;
  const items = text
    .slice(0, end)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Item);
  const lines = items.flatMap(({ _id, data }) =>
    _id === undefined || data === undefined
      ? []
      : [{ id: _id, at: data.timestamp, text: data.message.replace(/\n$/, '') }],
  );
  return { lines, isComplete: items.some(({ seal }) => seal === true), rest: text.slice(end) };
}
