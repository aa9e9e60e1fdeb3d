import { categoryOf, eventTypeNames, eventTypes, type EventTypeName } from '@upshot/event-types/catalogue';
import type { EventType } from '@upshot/event-types/event-type';
import { sampleActivity } from '@upshot/event-types/sample-activity';

/** The page of all event types. */
export function describeEventTypes(): string {
  const categories = Object.entries(Object.groupBy(eventTypeNames, categoryOf));
  const sections = categories.map(
    ([category, names = []]) => `## ${category}\n\n${names.map(describe).join('\n\n')}\n`,
  );
  return `# Event types

The types of an activity, which an integration's \`events\` may name. They are the types of Platform.sh;
activities of other types are accepted as well.

The fields below are those of the sample. \`GET /api/event-types/{type}\` returns the sample with a JSON Schema;
\`?state=\` and \`?result=\` choose the sample's state. \`payload.deployment\` exists in complete activities only.
Fields that are not named here may be added at any time.

This page is generated from \`packages/event-types\`.

${sections.join('\n')}`;
}

function describe(name: EventTypeName): string {
  const { description, deprecated }: EventType = eventTypes[name];
  const { text, parameters, payload } = sampleActivity(name);
  const fields = [...listFields('parameters', parameters), ...listFields('payload', payload)];
  const lines = [
    `### ${name}`,
    description,
    ...(deprecated === undefined ? [] : [`**Deprecated.** ${deprecated}`]),
    `> ${escapeMarkdown(text ?? '')}`,
    ...(fields.length === 0 ? [] : [fields.join(', ')]),
  ];
  return lines.join('\n\n');
}

function listFields(name: string, fields: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(fields).map((field) => `\`${name}.${field}\``);
}

/** Names may look like HTML. `**` stays: the original writes it as Markdown does. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[<>]/g, (character) => `\\${character}`);
}
