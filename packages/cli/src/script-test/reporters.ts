import type { TestResult } from './run-test-file.ts';

export const reporterNames = ['table', 'tap', 'junit'] as const;
export type ReporterName = (typeof reporterNames)[number];

/** Turns results into text: a line for each as it comes, and a whole at the end. */
export interface Reporter {
  readonly begin: string;
  result(result: TestResult, number: number): string;
  end(results: readonly TestResult[]): string;
}

/** How results can be printed. */
export const reporters: { readonly [N in ReporterName]: Reporter } = {
  table: {
    begin: '',
    result({ file, name, differences, durationMs }) {
      const mark = differences.length === 0 ? '✓' : '✗';
      const lines = differences.map((line) => `    ${line}\n`);
      return `${mark} ${file}: ${name} (${Math.round(durationMs)} ms)\n${lines.join('')}`;
    },
    end(results) {
      const failed = results.filter(({ differences }) => differences.length > 0).length;
      return `\n${results.length - failed} passed, ${failed} failed\n`;
    },
  },
  tap: {
    begin: 'TAP version 14\n',
    result({ file, name, differences }, number) {
      const title = `${number} - ${file}: ${name}`.replaceAll('#', String.raw`\#`);
      if (differences.length === 0) return `ok ${title}\n`;
      const lines = differences.map((line) => `    ${line}\n`).join('');
      return `not ok ${title}\n  ---\n  message: |\n${lines}  ...\n`;
    },
    end: (results) => `1..${results.length}\n`,
  },
  junit: {
    begin: '',
    result: () => '',
    end(results) {
      const failed = results.filter(({ differences }) => differences.length > 0).length;
      const cases = results.map(({ file, name, differences, durationMs }) => {
        const failure =
          differences.length === 0 ? '' : `<failure>${escapeXml(differences.join('\n'))}</failure>`;
        const time = (durationMs / 1000).toFixed(3);
        const about = `classname="${escapeXml(file)}" name="${escapeXml(name)}" time="${time}"`;
        return `  <testcase ${about}>${failure}</testcase>\n`;
      });
      const counts = `tests="${results.length}" failures="${failed}"`;
      const suite = `<testsuite name="upshot" ${counts}>\n${cases.join('')}</testsuite>\n`;
      return `<?xml version="1.0" encoding="UTF-8"?>\n${suite}`;
    },
  },
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 has no control characters, not even escaped. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

function escapeXml(text: string): string {
  return text
    .replaceAll(CONTROLS, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
