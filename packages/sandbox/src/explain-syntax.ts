import { parse } from 'acorn';
import type { AnyNode, ecmaVersion, Program } from 'acorn';
import { parseScript } from './parse-script.ts';

/** A longer source is not parsed again and again: that would hold up other requests. */
const MAX_CHARACTERS = 200_000;

/**
 * Says what a source is that is no ES2021 script: one of a newer edition, one that awaits at its top, a module, or
 * JSON. Gives `undefined` for plain mistakes.
 */
export function explainSyntax(source: string): string | undefined {
  if (source.length > MAX_CHARACTERS) return undefined;
  if (isJson(source)) return 'this is JSON, not a script';
  const latest = attempt(() => parseScript(source, 'latest'));
  if (latest !== undefined) return `${newerPart(source, latest)}, which scripts are written in`;
  if (parses(() => parseScript(source, 'latest', true)))
    return 'await cannot stand at the top: scripts are synchronous, and fetch gives its response without it';
  if (parses(() => parseModule(source))) return 'import and export cannot be used: scripts are not modules';
  return undefined;
}

const EDITIONS = [2022, 2023, 2024, 2025, 2026] satisfies ecmaVersion[];

function newerPart(source: string, latest: Program): string {
  const name = nameNewerPart(latest);
  if (name !== undefined) return `${name} newer than ES2021`;
  const edition = EDITIONS.find((version) => parses(() => parseScript(source, version)));
  return `this is ${edition === undefined ? '' : `syntax of ES${edition}, `}newer than ES2021`;
}

/** Finds the first construct that came after ES2021, and says what it is. Trees can be too deep for recursion. */
function nameNewerPart(root: AnyNode): string | undefined {
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const name = nameOf(node);
    if (name !== undefined) return name;
    for (const child of childrenOf(node).toReversed()) waiting.push(child);
  }
  return undefined;
}

function nameOf(node: AnyNode): string | undefined {
  switch (node.type) {
    case 'PropertyDefinition':
      return 'class fields are';
    case 'PrivateIdentifier':
      return 'private members of a class are';
    case 'StaticBlock':
      return 'static blocks of a class are';
    case 'Literal':
      return nameOfFlag(node.regex?.flags ?? '');
    case 'VariableDeclaration':
      return node.kind.includes('using') ? '"using" declarations are' : undefined;
    default:
      return undefined;
  }
}

function nameOfFlag(flags: string): string | undefined {
  const flag = /[dv]/.exec(flags)?.[0];
  return flag === undefined ? undefined : `the flag ${flag} of a regular expression is`;
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter((value): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value)
    .toSorted((a, b) => a.start - b.start);
}

function parseModule(source: string): Program {
  return parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowReturnOutsideFunction: true });
}

function isJson(source: string): boolean {
  return parses(() => JSON.parse(source));
}

function parses(parseIt: () => unknown): boolean {
  return attempt(parseIt) !== undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
