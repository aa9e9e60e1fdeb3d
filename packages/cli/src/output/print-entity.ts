import { Option } from 'commander';
import type { Entity } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { formatDateText } from './format-date.ts';
import { printTable } from './print-table.ts';
import { renderYaml } from './render-yaml.ts';
import { tableOptions, type TableOptions } from './table-options.ts';
import type { Table } from './table.ts';
import { isWholeJson, jsonText } from './whole-json.ts';

export interface EntityOptions extends TableOptions {
  readonly property?: string;
}

/** The options of every command that prints one thing. */
export const entityOptions: readonly Option[] = [
  new Option(
    '-P, --property <name>',
    'print this property only; dots descend, such as payload.environment.name',
  ),
  ...tableOptions,
];

interface Property {
  readonly property: string;
  readonly value: string;
}

/**
 * Prints an entity: a table of its properties in the server's order, the property that `-P` names, or all of it as
 * JSON. `hidden` properties are too long for the table, and are available by name.
 */
export async function printEntity(
  terminal: Terminal,
  entity: Entity,
  options: EntityOptions,
  hidden: readonly string[] = [],
): Promise<void> {
  if (options.property !== undefined) {
    terminal.data(await propertyOutput(findProperty(entity, options.property), options.property, options));
  } else if (isWholeJson(options)) {
    terminal.data(jsonText(entity, options.format));
  } else {
    await printTable(terminal, await propertyTable(entity, options.dateFmt, hidden), options);
  }
}

async function propertyTable(
  entity: Entity,
  dateFormat: string,
  hidden: readonly string[],
): Promise<Table<Property>> {
  const isShown = ([key]: [string, unknown]) => !key.startsWith('_') && !hidden.includes(key);
  const rows = Object.entries(entity)
    .filter(isShown)
    .map(async ([key, value]) => ({ property: key, value: await valueText(key, value, dateFormat) }));
  return {
    columns: [
      { id: 'property', header: 'Property', value: ({ property }) => property, isWhole: true },
      { id: 'value', header: 'Value', value: ({ value }) => value },
    ],
    rows: await Promise.all(rows),
  };
}

async function propertyOutput(
  value: unknown,
  name: string,
  { format, dateFmt }: EntityOptions,
): Promise<string> {
  if (isWholeJson({ format })) return jsonText(value, format);
  const text = await valueText(name.slice(name.lastIndexOf('.') + 1), value, dateFmt);
  return text.endsWith('\n') ? text : `${text}\n`;
}

async function valueText(key: string, value: unknown, dateFormat: string): Promise<string> {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return /_(at|since)$/.test(key) ? formatDateText(value, dateFormat) : value;
  return typeof value === 'object' ? renderYaml(value) : JSON.stringify(value);
}

function findProperty(entity: Entity, name: string): unknown {
  const found = descend(entity, name.split('.'));
  if (found !== undefined) return found;
  const available = Object.keys(entity).filter((key) => !key.startsWith('_'));
  throw new Failure(`Property not found: ${name} (available: ${available.join(', ')})`);
}

/** Follows a path; a key may itself hold dots, so every way to split the path is tried. */
function descend(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (let length = 1; length <= path.length; length++) {
    const key = path.slice(0, length).join('.');
    if (!Object.hasOwn(value, key)) continue;
    const found = descend((value as Entity)[key], path.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}
