import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const besideSubject = ['packages/*/{src,build}/**/*.test.ts', 'services/*/src/**/*.test.ts'];

/** Suites that start servers, fill or measure memory, or wait for limits: left out of `npm run test:quick`. */
const slow = [
  'packages/local/src/**',
  'packages/sandbox/src/{limits,pool,slot-owner}.test.ts',
  'packages/ledger/src/migrate.test.ts',
  'packages/outbound/src/hostile-receivers.test.ts',
  'services/ingest/src/activities/garbage.test.ts',
  'services/ingest/src/replays/**',
  'services/ingest/src/overload/backlog-limit.test.ts',
];

/** The file that takes longest comes first: at the end it would run alone, with a core idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => moduleId.endsWith('/test/faults/mutants.test.ts');
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own method, which makes a new list
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    globalSetup: ['packages/testing/src/global-setup.ts'],
    pool: 'forks',
    // Many tests start processes of their own: two files at a time keep two cores busy.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A bound on a hang: tests end earlier, by the limits they set and by `eventually`.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 180_000,
    projects: [
      {
        extends: true,
        // Files share their modules: loading them anew took a third of the time.
        test: {
          name: 'quick',
          isolate: false,
          include: besideSubject,
          exclude: [...configDefaults.exclude, ...slow],
        },
      },
      { extends: true, test: { name: 'thorough', include: [...slow.map(testsOf), 'test/**/*.test.ts'] } },
    ],
  },
});

function testsOf(pattern: string): string {
  return pattern.endsWith('/**') ? `${pattern}/*.test.ts` : pattern;
}
