import { join } from 'node:path';
import type { TestCase, TestModule, Vitest } from 'vitest/node';
import { createVitest } from 'vitest/node';
import { applyEdit, type Edit } from '../faults/mutants/edit.ts';
import type { Mutant } from './mutant.ts';

/** `not loaded`: no test loads the edited file, so none can notice the edit. */
export type Verdict = 'killed' | 'survived' | 'not loaded';

/** A test that hangs has noticed its mutant as well. */
const TIMEOUT_MS = 20_000;

/**
 * Runs test files while one edit is in force. Vite edits the source as it loads it, so no file of the tree changes,
 * and PostgreSQL and Redis start once for all mutants.
 */
export class MutantTester implements AsyncDisposable {
  readonly #vitest: Vitest;
  readonly #editor: Editor;

  private constructor(vitest: Vitest, editor: Editor) {
    this.#vitest = vitest;
    this.#editor = editor;
  }

  static async start(root: string): Promise<MutantTester> {
    const editor = new Editor();
    const options = {
      root,
      config: false as const,
      watch: false,
      bail: 1,
      include: ['{packages,services}/*/src/**/*.test.ts'],
      globalSetup: ['packages/testing/src/global-setup.ts'],
      setupFiles: ['test/mutants/end-on-failure.ts'],
      pool: 'forks',
      // One file at a time: no other one is being loaded when a run ends and the next edit comes into force.
      maxWorkers: 1,
      testTimeout: TIMEOUT_MS,
      hookTimeout: TIMEOUT_MS,
      // A file that is loaded from the cache would not be edited.
      fsModuleCache: false,
      reporters: [{}],
    };
    return new MutantTester(await createVitest(options, { plugins: [editor.plugin] }), editor);
  }

  /** The names of the tests that fail in these files as they are. */
  async findFailing(tests: readonly string[]): Promise<readonly string[]> {
    return (await this.#run(tests)).flatMap(failuresIn);
  }

  /** Runs the tests of a mutant. */
  async test(mutant: Mutant): Promise<Verdict> {
    const path = join(this.#vitest.config.root, mutant.file);
    this.#vitest.invalidateFile(path);
    this.#editor.begin(mutant);
    const modules = await this.#run(mutant.tests);
    const hasEdited = this.#editor.end();
    this.#vitest.invalidateFile(path);
    if (!hasEdited) return 'not loaded';
    return modules.some((module) => !module.ok()) ? 'killed' : 'survived';
  }

  async cancel(): Promise<void> {
    await this.#vitest.cancelCurrentRun('keyboard-input');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vitest.close();
  }

  async #run(tests: readonly string[]): Promise<readonly TestModule[]> {
    // Without a filter Vitest would take all tests.
    if (tests.length === 0) return [];
    const paths = new Set(tests.map((test) => join(this.#vitest.config.root, test)));
    const specifications = await this.#vitest.globTestSpecifications([...paths]);
    if (specifications.length !== paths.size)
      throw new Error(`not all of these are tests: ${tests.join(', ')}`);
    const { testModules } = await this.#vitest.runTestSpecifications(specifications);
    return testModules.filter(({ moduleId }) => paths.has(moduleId));
  }
}

/** Edits one file as Vite loads it. */
class Editor {
  #edit: Edit | undefined;
  #hasEdited = false;

  readonly plugin = {
    name: 'mutant',
    enforce: 'pre' as const,
    transform: (source: string, id: string) => this.#transform(source, id),
  };

  begin(edit: Edit): void {
    this.#edit = edit;
    this.#hasEdited = false;
  }

  /** Whether the edit was made. */
  end(): boolean {
    this.#edit = undefined;
    return this.#hasEdited;
  }

  #transform(source: string, id: string): string | undefined {
    if (this.#edit === undefined || !id.endsWith(this.#edit.file)) return undefined;
    const edited = applyEdit(this.#edit, source);
    this.#hasEdited = true;
    return edited;
  }
}

function failuresIn(module: TestModule): readonly string[] {
  if (module.ok()) return [];
  const failed: readonly TestCase[] = [...module.children.allTests('failed')];
  return failed.length === 0 ? [module.relativeModuleId] : failed.map(({ fullName }) => fullName);
}
