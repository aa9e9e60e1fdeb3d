import path from 'node:path';
import { Failure } from '../failure.ts';
import type { Session } from '../session.ts';
import type { FieldValue } from './field-readers.ts';
import { integrationFields, type IntegrationField } from './fields.ts';
import { toName } from './names.ts';
import { isIntegrationType } from '@upshot/integrations/registry';

/** The field options as commander delivers them, under the camel-cased name of each option. */
export type FieldOptions = Readonly<Record<string, string | number | readonly string[] | undefined>>;

type Body = Record<string, unknown>;

/**
 * Returns the properties for a new integration: given, or asked for, or by default. Without a name it is named after
 * the file of its script.
 */
export async function collectNewFields(session: Session, type: string, options: FieldOptions): Promise<Body> {
  const body = await collectGivenFields(type, options);
  let { file } = options;
  for (const field of fieldsOf(type)) {
    if (field.property in body) continue;
    const note = (typed: string) => {
      if (field.property === 'script') file = typed;
    };
    const value = session.prompts.isInteractive ? await askField(session, field, note) : field.default;
    if (value !== undefined) body[field.property] = value;
    else if (field.isRequired === true) throw new Failure(`${field.option.long} is required`);
  }
  const name = typeof file === 'string' && file !== '-' ? toName(path.parse(file).name) : undefined;
  return name === undefined ? body : { name, ...body };
}

/** Returns only the properties whose options were given. */
export async function collectGivenFields(type: string, options: FieldOptions): Promise<Body> {
  const body: Body = {};
  for (const field of integrationFields) {
    const given = options[field.option.attributeName()];
    if (given === undefined) continue;
    if (isIntegrationType(type) && !field.types.includes(type)) {
      throw new Failure(`The option ${field.option.long} cannot be used with the integration type ${type}.`);
    }
    body[field.property] = typeof given === 'string' ? await field.parse(given) : given;
  }
  return body;
}

function fieldsOf(type: string): readonly IntegrationField[] {
  return isIntegrationType(type) ? integrationFields.filter(({ types }) => types.includes(type)) : [];
}

/** Calls `note` with what was typed. */
async function askField(
  { prompts }: Session,
  field: IntegrationField,
  note: (typed: string) => void,
): Promise<FieldValue | undefined> {
  if (field.isUnasked === true) return field.default;
  const { label, option, default: preset, isRequired = false, isList = false, parse } = field;
  return prompts.ask({
    label,
    option: option.long ?? '',
    description: option.description,
    ...(preset === undefined ? {} : { default: preset.join(', ') }),
    isRequired,
    isList,
    async parse(typed) {
      note(typed);
      return await parse(typed);
    },
  });
}
