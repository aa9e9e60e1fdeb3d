import { DocumentFault } from '../document-fault.ts';
import { readDocument } from '../read-document.ts';
import { checkRules } from '../rules/read-rules.ts';
import { testFileSchema } from './test-file-schema.ts';
import type { ScriptTest, TestFile } from './test-file.ts';

/** Reads the text of a test file; throws a `DocumentFault` that says what is wrong where. */
export function readTestFile(text: string, file: string): TestFile {
  const read = readDocument(testFileSchema, text, file) as TestFile;
  const names = new Set<string>();
  for (const [index, test] of read.tests.entries()) {
    const { name, rules } = test;
    const place = `${file}: tests[${index}]`;
    if (names.has(name)) throw new DocumentFault(`${place}.name: there is another test of this name`);
    names.add(name);
    checkActivity(test, place);
    checkRules(rules ?? [], `${place}.rules`);
  }
  return read;
}

/** An activity comes from one source; only a sample can be asked for in a state, only a cassette has answers. */
function checkActivity({ activity = {}, rules, default: fallback }: ScriptTest, place: string): void {
  const named = (['sample', 'file', 'cassette'] as const).filter((name) => activity[name] !== undefined);
  const [first = 'sample', second] = named;
  if (second !== undefined)
    throw new DocumentFault(`${place}.activity: has both ${first} and ${second}; keep one`);
  const ofSample = (['state', 'result'] as const).find((name) => activity[name] !== undefined);
  if (first !== 'sample' && ofSample !== undefined)
    throw new DocumentFault(`${place}.activity.${ofSample}: is for a sample; use set: { ${ofSample}: … }`);
  const answers = rules === undefined ? 'default' : 'rules';
  if (first === 'cassette' && (rules ?? fallback) !== undefined)
    throw new DocumentFault(`${place}.${answers}: the cassette has the answers; leave ${answers} out`);
}
