import { Link } from '@tanstack/react-router';
import type { Schema } from './api-document.ts';
import { describeLimits, describeType, namedSchemas, schemasWithFields } from './describe-schema.ts';

/** The type of a value, and its fields. Named schemas have pages of their own. */
export function SchemaView({ schema }: { readonly schema: Schema }) {
  return (
    <div className="schema">
      <TypeLine schema={schema} />
      <Fields schema={schema} />
    </div>
  );
}

/** The type of a value and its limits; named schemas as links. */
export function TypeLine({ schema }: { readonly schema: Schema }) {
  const limits = describeLimits(schema);
  const names = namedSchemas(schema);
  const [only] = names;
  const type = describeType(schema);
  const isLink = names.length === 1 && only === type;
  return (
    <>
      {isLink ? <SchemaLink name={only} /> : <code>{type}</code>}
      {isLink || names.length === 0
        ? null
        : names.map((name) => <SchemaLink key={name} name={name} isMore />)}
      {limits === '' ? null : <span className="hint"> {limits}</span>}
      {schema.description === undefined ? null : <p>{schema.description}</p>}
    </>
  );
}

function SchemaLink({ name, isMore = false }: { readonly name: string; readonly isMore?: boolean }) {
  return (
    <Link
      className={isMore ? 'more' : undefined}
      to="/api-reference/schemas/$schema"
      params={{ schema: name }}
    >
      <code>{name}</code>
    </Link>
  );
}

function Fields({ schema }: { readonly schema: Schema }) {
  return schemasWithFields(schema).map((object, index) => (
    // The choices of a schema have no names, and keep their order.
    // oxlint-disable-next-line react/no-array-index-key
    <ul key={index}>
      {Object.entries(object.properties ?? {}).map(([name, field]) => (
        <li key={name}>
          <code className="field-name">{name}</code>
          {object.required?.includes(name) === true ? ' ' : <span className="hint"> optional </span>}
          <SchemaView schema={field} />
        </li>
      ))}
    </ul>
  ));
}
