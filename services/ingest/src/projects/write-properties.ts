import { documentedProperties } from '@upshot/shared/project';
import { invalid } from '../http/validate.ts';
import { completeProperties, type Properties } from './merge-properties.ts';
import type { ProjectChange } from './project-document.ts';

const maxBytes = 256 * 1024;

/** The properties of a written project that Upshot does not interpret: what GET answers may be sent back. */
export function furtherProperties(projectId: string, change: ProjectChange): Properties {
  const { id, title: _title, ...rest } = change as ProjectChange & Record<string, unknown>;
  if (id !== undefined && id !== projectId) {
    throw invalid([{ field: 'id', message: `must be that of the path, "${projectId}", or be left out` }]);
  }
  const { created_at: _created, updated_at: _updated, _links, ...properties } = rest;
  return properties;
}

/** What a new project is written as: what Platform.sh documents of a project is added where it was not given. */
export function newProjectValues(projectId: string, change: ProjectChange) {
  const properties = completeProperties(furtherProperties(projectId, change), documentedProperties);
  return { title: change.title ?? projectId, properties: writeProperties(properties) };
}

/** The JSON text of further properties. Throws a problem when it is too long to be kept. */
export function writeProperties(properties: Properties): string {
  const text = JSON.stringify(properties);
  if (Buffer.byteLength(text) > maxBytes) {
    throw invalid([
      { field: '', message: `must not have more than ${maxBytes} bytes in further properties` },
    ]);
  }
  return text;
}
