import { DocumentFault } from '../document-fault.ts';
import { checkDocument } from '../read-document.ts';
import { cassetteSchema, type Cassette } from './cassette-schema.ts';

/** Reads the text of a cassette; throws a `DocumentFault` that says what is wrong where. */
export function readCassette(text: string, file: string): Cassette {
  const cassette = checkDocument(cassetteSchema, parse(text, file), file);
  for (const name of ['activity', 'project'] as const) parse(cassette[name], `${file}: ${name}`);
  return cassette;
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DocumentFault(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
