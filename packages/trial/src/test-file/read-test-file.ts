import { DocumentFault } from '../document-fault.ts';
import { readDocument } from '../read-document.ts';
import { checkRules } from '../rules/read-rules.ts';
import { testFileSchema } from './test-file-schema.ts';
import type { TestFile } from './test-file.ts';

/** Reads the text of a test file; throws a `DocumentFault` that says what is wrong where. */
export function readTestFile(text: string, file: string): TestFile {
  const read = readDocument(testFileSchema, text, file) as TestFile;
  const names = new Set<string>();
  for (const [index, { name, activity, rules }] of read.tests.entries()) {
    const place = `${file}: tests[${index}]`;
    if (names.has(name)) throw new DocumentFault(`${place}.name: there is another test of this name`);
    names.add(name);
    if (activity?.sample !== undefined && activity.file !== undefined)
      throw new DocumentFault(`${place}.activity: has both sample and file; keep one`);
    checkRules(rules ?? [], `${place}.rules`);
  }
  return read;
}
