/** One column of a table: what it is called, and what it shows of a row. */
export interface Column<Row> {
  /** What `--columns` calls it, and its key in JSON. */
  readonly id: string;
  readonly header: string;
  readonly value: (row: Row) => unknown;
  /** The value is a point in time, shown as `--date-fmt` says. */
  readonly isDate?: boolean;
  /** Never wrapped: people copy it. */
  readonly isWhole?: boolean;
  /** Left out of a table that is too wide, the greatest first; without one: after those, from the right. */
  readonly dropOrder?: number;
  /** Shown only when asked for. */
  readonly isExtra?: boolean;
}

/** A table that any format can show. */
export interface Table<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** A table after its columns were chosen, on its way into a format. */
export interface Sheet<Row> extends Table<Row> {
  /** Columns were chosen by the caller, not by default. */
  readonly isNarrowed: boolean;
  readonly hasHeader: boolean;
  /** Columns of the terminal, or undefined for as wide as needed. */
  readonly width: number | undefined;
  readonly text: (row: Row, column: Column<Row>) => string;
}
