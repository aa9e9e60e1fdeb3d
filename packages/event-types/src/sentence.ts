import type { Environment } from './entities/environment.ts';
import type { User } from './entities/user.ts';

/** A description of the activity: `description` is HTML, `text` plain with `**` around what is strong. */
export interface Sentence {
  readonly description: string;
  readonly text: string;
}

/** A part of a sentence that looks different in HTML. */
interface Part {
  readonly html: string;
  readonly text: string;
}

/** Builds a sentence: sentence`${person(user)} pushed to ${place(environment)}`. Plain parts are escaped. */
export function sentence(strings: TemplateStringsArray, ...parts: readonly (Part | string)[]): Sentence {
  const all = strings.flatMap((string, index) => [plain(string), toPart(parts[index] ?? '')]);
  return {
    description: all.map(({ html }) => html).join(''),
    text: all.map(({ text }) => text).join(''),
  };
}

/** The user. */
export function person({ id, display_name }: User): Part {
  return { html: `<user data-id="${escape(id)}">${escape(display_name)}</user>`, text: display_name };
}

/** The environment it happened in. */
export function place({ id, title }: Environment): Part {
  return { html: `<environment data-id="${escape(id)}">${escape(title)}</environment>`, text: title };
}

/** What matters most. */
export function strong(text: string): Part {
  return { html: `<strong>${escape(text)}</strong>`, text: `**${text}**` };
}

/** The name of a variable. */
export function variableName(name: string): Part {
  return { html: `<variable>${escape(name)}</variable>`, text: name };
}

function toPart(part: Part | string): Part {
  return typeof part === 'string' ? plain(part) : part;
}

function plain(text: string): Part {
  return { html: escape(text), text };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Leaves apostrophes as they are: they only matter in attributes quoted with them. */
function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
