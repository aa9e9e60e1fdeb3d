import { invalid } from '../http/validate.ts';
import { furtherProperties, type ProjectChange } from './project-document.ts';

const maxDocumentBytes = 256 * 1024;

/** The JSON text of a project's further properties. Throws a problem when the project cannot be kept so. */
export function writeDocument(projectId: string, change: ProjectChange, base: object = {}): string {
  if (change.id !== undefined && change.id !== projectId) {
    throw invalid([{ field: 'id', message: `must be that of the path, "${projectId}", or be left out` }]);
  }
  const text = JSON.stringify({ ...base, ...furtherProperties(change) });
  if (Buffer.byteLength(text) > maxDocumentBytes) {
    throw invalid([
      { field: '', message: `must not have more than ${maxDocumentBytes} bytes in further properties` },
    ]);
  }
  return text;
}
