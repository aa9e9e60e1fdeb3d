import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { activityColumns, runActivityColumns } from '../activities/columns.ts';
import { verdictColumns } from '../activities/receipt-table.ts';
import { candidateColumns, replayRunColumns } from '../activities/replay-columns.ts';
import { runColumns } from '../runs/columns.ts';
import { renderTable } from './render-table.ts';
import type { Column, Sheet } from './table.ts';

type Texts = readonly string[];
type Shape = Pick<Column<never>, 'header' | 'isWhole' | 'isExtra' | 'dropOrder'>;

/** Cells of a row for each column: an id where the column is whole, or else any text. */
const sheetOf = (shapes: readonly Shape[], ids: fc.Arbitrary<string>): fc.Arbitrary<Sheet<Texts>> => {
  const text = fc.oneof(fc.lorem({ maxCount: 12 }), fc.string({ unit: 'grapheme', maxLength: 60 }));
  const row = fc.tuple(...shapes.map(({ isWhole }) => (isWhole === true ? ids : text)));
  const columns = shapes.map((shape, at): Column<Texts> => {
    return { ...shape, id: `c${at}`, value: (cells) => cells[at] };
  });
  return fc.record({
    columns: fc.constant(columns),
    rows: fc.array(row, { minLength: 1, maxLength: 3 }),
    isNarrowed: fc.boolean(),
    hasHeader: fc.boolean(),
    width: fc.integer({ min: 40, max: 120 }),
    text: fc.constant((cells: Texts, column: Column<Texts>) => String(column.value(cells as never))),
  });
};

const idOf = (maxLength: number) => fc.stringMatching(new RegExp(`^[a-z0-9]{1,${maxLength}}$`, 'u'));

const anyShape: fc.Arbitrary<Shape> = fc.record({
  header: fc.stringMatching(/^[A-Z][a-z]{0,12}$/u),
  isWhole: fc.boolean(),
  dropOrder: fc.integer({ min: 0, max: 4 }),
});

const tables: Readonly<Record<string, readonly Shape[]>> = {
  activities: activityColumns({ isOneEnvironment: false }),
  'runs as activities': runActivityColumns,
  runs: runColumns,
  verdicts: verdictColumns({ hasManyActivities: true, hasManyStates: true }),
  'candidates of a replay': candidateColumns,
  'runs of a replay': replayRunColumns,
};

function checkSheet(sheet: Sheet<Texts>): void {
  const shown = renderTable(sheet);
  const { rows, columns, width = 0 } = sheet;
  const ids = columns.flatMap(({ isWhole }, at) =>
    isWhole === true ? rows.map((row) => row[at] ?? '') : [],
  );
  const widest = Math.max(...shown.split('\n').map((line) => stringWidth(line)));
  expect(widest).toBeLessThanOrEqual(Math.max(width, ...ids.map((id) => id.length + 4)));
  const broken = ids.filter((id) => !shown.includes(` ${id} `));
  expect(sheet.isNarrowed ? broken : []).toEqual([]);
}

test.each(Object.entries(tables))('the table of %s is never wider than the terminal', (_, shapes) => {
  fc.assert(fc.property(sheetOf(shapes, idOf(26)), checkSheet), { numRuns: 100 });
});

test('no table is wider than the terminal, unless a single id is, and no id is broken', () => {
  const anySheet = fc
    .array(anyShape, { minLength: 1, maxLength: 16 })
    .chain((shapes) => sheetOf(shapes, idOf(60)));
  fc.assert(fc.property(anySheet, checkSheet), { numRuns: 100 });
});

test('chosen columns that do not fit are shown as a block for each row', () => {
  const ids = ['r', 'a', 'i'].map((letter) => letter.repeat(13));
  const columns = ['Run', 'Activity', 'Integration', 'Replay of'].map((header, at): Column<Texts> => {
    return { id: header, header, isWhole: true, value: (cells) => cells[at] };
  });
  const text = (cells: Texts, column: Column<Texts>) => (column.value(cells) as string | undefined) ?? '';
  const shown = renderTable({ columns, rows: [ids], isNarrowed: true, hasHeader: true, width: 40, text });
  const lines = shown.split('\n').map((line) => line.replaceAll(/^│ |\s*│$/gu, ''));
  expect(lines.slice(1, 5)).toEqual([
    'Run: rrrrrrrrrrrrr',
    'Activity: aaaaaaaaaaaaa',
    'Integration: iiiiiiiiiiiii',
    'Replay of:',
  ]);
});
