import { integrationTypes, type IntegrationType } from '@upshot/shared/integration';
import { Failure } from '../failure.ts';
import type { Prompts } from '../input/prompts.ts';
import type { Session } from '../session.ts';
import { integrationFields, type IntegrationField } from './fields.ts';

/** The field options as commander delivers them, under the camel-cased name of each option. */
export type FieldOptions = Readonly<Record<string, string | number | readonly string[] | undefined>>;

type Body = Record<string, unknown>;

/** Returns the properties for a new integration: given, or asked for, or by default. */
export async function collectNewFields(session: Session, type: string, options: FieldOptions): Promise<Body> {
  const body = await collectGivenFields(type, options);
  for (const field of fieldsOf(type)) {
    if (field.property in body) continue;
    const asked = session.prompts.isInteractive ? await askField(session, field) : undefined;
    const value = asked ?? field.default;
    if (value !== undefined) body[field.property] = value;
    else if (field.isRequired === true) throw new Failure(`${field.option.long} is required`);
  }
  return body;
}

/** Returns only the properties whose options were given. */
export async function collectGivenFields(type: string, options: FieldOptions): Promise<Body> {
  const body: Body = {};
  for (const field of integrationFields) {
    const given = options[field.option.attributeName()];
    if (given === undefined) continue;
    if (isKnown(type) && !field.types.includes(type)) {
      throw new Failure(`The option ${field.option.long} cannot be used with the integration type ${type}.`);
    }
    body[field.property] = typeof given === 'string' ? await field.parse(given) : given;
  }
  return body;
}

/** Types that this program does not know are left to the server to judge. */
function fieldsOf(type: string): readonly IntegrationField[] {
  return isKnown(type) ? integrationFields.filter(({ types }) => types.includes(type)) : [];
}

function isKnown(type: string): type is IntegrationType {
  return (integrationTypes as readonly string[]).includes(type);
}

async function askField({ prompts, terminal }: Session, field: IntegrationField): Promise<unknown> {
  if (field.isUnasked === true) return undefined;
  terminal.note(`\n${field.option.description}`, 'dim');
  if (field.isList === true) terminal.note('Enter comma-separated values (or leave this blank)', 'dim');
  const answer = await askText(prompts, field);
  return answer === '' && field.isRequired !== true ? undefined : field.parse(answer);
}

async function askText(prompts: Prompts, { label, option, default: preset, isRequired }: IntegrationField) {
  return prompts.ask({
    message: `${isRequired === true ? '* ' : ''}${label} (${option.long})`,
    ...(preset === undefined ? {} : { default: preset.join(', ') }),
    check: (answer) => (isRequired === true && answer === '' ? 'This is required.' : undefined),
  });
}
