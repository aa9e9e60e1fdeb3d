import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'acorn';
import type { ExportNamedDeclaration, ImportDeclaration, Pattern } from 'acorn';
import { stripTypes } from './strip-types.ts';

const require = createRequire(import.meta.url);

/**
 * Joins a TypeScript module and what it imports into one expression of plain JavaScript, whose value is the module's
 * exports. A slot can neither strip types nor read files, and an isolate knows no modules. It understands just what
 * those modules use: named imports, and `export` before a declaration. Built-in modules come from `require`. `sources`
 * gets the path of every module.
 */
export function bundle(entry: URL, sources = new Set<string>()): string {
  const modules = new Map<string, string>();
  const last = addModule(entry, modules);
  for (const url of modules.keys()) sources.add(fileURLToPath(url));
  return `(() => {'use strict';\n${[...modules.values()].join('\n')}\nreturn ${last};\n})()`;
}

function addModule(url: URL, modules: Map<string, string>): string {
  const known = modules.get(url.href);
  if (known !== undefined) return nameOf(known);
  const source = stripTypes(readFileSync(url, 'utf8'));
  const { body } = parse(source, { ecmaVersion: 'latest', sourceType: 'module' });
  const exported: string[] = [];
  let code = '';
  for (const node of body) {
    if (node.type === 'ImportDeclaration') code += importCode(node, url, modules);
    else if (node.type === 'ExportNamedDeclaration') code += exportCode(node, source, exported);
    else code += source.slice(node.start, node.end);
    code += '\n';
  }
  const name = `module${modules.size}`;
  modules.set(url.href, `const ${name} = (() => {\n${code}return { ${exported.join(', ')} };\n})();`);
  return name;
}

function nameOf(code: string): string {
  return /^const (module\d+)/.exec(code)?.[1] ?? '';
}

function importCode(node: ImportDeclaration, from: URL, modules: Map<string, string>): string {
  const specifier = String(node.source.value);
  const found = findModule(specifier, from);
  const value = found === undefined ? `require(${JSON.stringify(specifier)})` : addModule(found, modules);
  const names = node.specifiers.map(({ local }) => local.name);
  return `const { ${names.join(', ')} } = ${value};`;
}

function exportCode(node: ExportNamedDeclaration, source: string, exported: string[]): string {
  const { declaration } = node;
  if (!declaration) throw new SyntaxError('the bundle understands only declarations after `export`');
  if (declaration.type === 'VariableDeclaration') {
    for (const { id } of declaration.declarations) exported.push(...boundNames(id));
  } else exported.push(declaration.id.name);
  return source.slice(declaration.start, declaration.end);
}

/** Where a module of this project is, in this package or in another one. */
function findModule(specifier: string, from: URL): URL | undefined {
  if (specifier.startsWith('.')) return new URL(specifier, from);
  return specifier.startsWith('@upshot/') ? pathToFileURL(require.resolve(specifier)) : undefined;
}

function boundNames(pattern: Pattern): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type !== 'ObjectPattern') throw new SyntaxError('the bundle does not understand this export');
  return pattern.properties.flatMap((property) =>
    property.type === 'Property' ? boundNames(property.value) : [],
  );
}
