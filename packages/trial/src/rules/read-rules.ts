import { DocumentFault } from '../document-fault.ts';
import { readDocument } from '../read-document.ts';
import { expressionOf } from './match-request.ts';
import type { Rules } from './rules.ts';
import { rulesSchema } from './rules-schema.ts';

/** Reads the text of a rules file; throws a `DocumentFault` that says what is wrong where. */
export function readRules(text: string, file: string): Rules {
  const rules = readDocument(rulesSchema, text, file);
  checkRules(rules.answers, `${file}: answers`);
  return rules;
}

/** Checks what the schema cannot: that URL patterns can be read, and that a rule answers in one way. */
export function checkRules(answers: Rules['answers'], where: string): void {
  for (const [index, { request, respond, error }] of answers.entries()) {
    const place = `${where}[${index}]`;
    if (respond !== undefined && error !== undefined)
      throw new DocumentFault(`${place}: has both respond and error; keep one`);
    if (respond?.body !== undefined && respond.json !== undefined)
      throw new DocumentFault(`${place}.respond: has both body and json; keep one`);
    if (request.url !== undefined) checkUrlPattern(request.url, `${place}.request.url`);
  }
}

function checkUrlPattern(pattern: string, place: string): void {
  try {
    expressionOf(pattern);
  } catch (cause) {
    throw new DocumentFault(`${place}: ${(cause as Error).message}`, { cause });
  }
}
