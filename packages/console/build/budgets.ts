import { gzipSync } from 'node:zlib';

/** A file of a build: a chunk of script, or anything else. */
export type BuiltFile =
  | {
      readonly type: 'chunk';
      readonly fileName: string;
      readonly code: string;
      readonly isEntry: boolean;
      readonly imports: readonly string[];
    }
  | { readonly type: 'asset'; readonly fileName: string; readonly source: string | Uint8Array };

/** In bytes, compressed with gzip. */
export const budgets = {
  firstScript: 240 * 1024,
  styles: 20 * 1024,
  editor: 190 * 1024,
  laterScript: 60 * 1024,
} as const;

/** Throws when a build is larger than its budgets, with each file that is. */
export function checkBudgets(files: readonly BuiltFile[]): void {
  const faults = findBudgetFaults(files);
  if (faults.length > 0) throw new Error(`The console is larger than its budgets:\n${faults.join('\n')}`);
}

/** What is larger than its budget, one line each. */
export function findBudgetFaults(files: readonly BuiltFile[]): readonly string[] {
  const chunks = files.filter((file) => file.type === 'chunk');
  const entries = chunks.filter(({ isEntry }) => isEntry);
  const first = new Set<string>();
  const load = (fileName: string) => {
    if (first.has(fileName)) return;
    first.add(fileName);
    chunks.find((chunk) => chunk.fileName === fileName)?.imports.forEach(load);
  };
  for (const { fileName } of entries) load(fileName);
  const styles = files.filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
  const later = chunks.filter(({ fileName }) => !first.has(fileName));
  return [
    ...overBudget(
      'script of the first page',
      sizeOf(chunks.filter(({ fileName }) => first.has(fileName))),
      'firstScript',
    ),
    ...overBudget('styles', sizeOf(styles), 'styles'),
    ...later.flatMap((chunk) => overBudget(chunk.fileName, sizeOf([chunk]), budgetOf(chunk))),
  ];
}

function budgetOf({ fileName }: BuiltFile): keyof typeof budgets {
  return /(?:^|\/)editor-[^/]*$/.test(fileName) ? 'editor' : 'laterScript';
}

function overBudget(what: string, bytes: number, budget: keyof typeof budgets): readonly string[] {
  return bytes <= budgets[budget] ? [] : [`${what}: ${bytes} bytes, at most ${budgets[budget]}`];
}

function sizeOf(files: readonly BuiltFile[]): number {
  const sizes = files.map((file) => gzipSync(file.type === 'chunk' ? file.code : file.source).length);
  return sizes.reduce((sum, size) => sum + size, 0);
}
