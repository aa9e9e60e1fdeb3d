import { categoryOf, eventTypeNames, eventTypes, type EventTypeName } from '@upshot/event-types/catalogue';
import type { EventType } from '@upshot/event-types/event-type';
import { sampleActivity } from '@upshot/event-types/sample-activity';

/** The page of all event types. */
export function describeEventTypes(): string {
  const categories = Object.entries(Object.groupBy(eventTypeNames, categoryOf));
  const sections = categories.map(([category, names = []]) => describeCategory(category, names));
  return `# Event types

\`\`\`sh
upshot activity:sample environment.push     # as a script gets it; the API has its JSON Schema, too:
curl -H "Authorization: Bearer $UPSHOT_TOKEN" "$UPSHOT_URL/api/event-types/environment.push?state=pending"
\`\`\`

An integration's \`events\` may name these types, which are those of Platform.sh; activities of other types are
accepted as well. The fields are those of the sample; others may be added at any time. \`payload.deployment\` exists in
complete activities only. This page is generated from \`packages/event-types\`.

${sections.join('\n')}`;
}

/** Fields that every type of a category has are named once. */
function describeCategory(category: string, names: readonly EventTypeName[]): string {
  const fields = names.map(fieldsOf);
  const common =
    fields.length < 2 ? [] : (fields[0] ?? []).filter((field) => fields.every((all) => all.includes(field)));
  const intro = common.length === 0 ? '' : `All have ${common.join(', ')}; below are the others.\n\n`;
  return `## ${category}\n\n${intro}${names.map((name) => describe(name, common)).join('\n\n')}\n`;
}

function describe(name: EventTypeName, common: readonly string[]): string {
  const { description, deprecated }: EventType = eventTypes[name];
  const fields = fieldsOf(name).filter((field) => !common.includes(field));
  const lines = [
    `### ${name}`,
    description,
    ...(deprecated === undefined ? [] : [`**Deprecated.** ${deprecated}`]),
    `> ${escapeMarkdown(sampleActivity(name).text ?? '')}`,
    ...(fields.length === 0 ? [] : [fields.join(', ')]),
  ];
  return lines.join('\n\n');
}

function fieldsOf(name: EventTypeName): readonly string[] {
  const { parameters, payload } = sampleActivity(name);
  return [...listFields('parameters', parameters), ...listFields('payload', payload)];
}

function listFields(name: string, fields: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(fields).map((field) => `\`${name}.${field}\``);
}

/** Names may look like HTML. `**` stays: the original writes it as Markdown does. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[<>]/g, (character) => `\\${character}`);
}
