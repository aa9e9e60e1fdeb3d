import { documentedProperties } from '@upshot/shared/project';
import { readText } from '../input/read-text.ts';
import { readJsonObject } from './read-json.ts';

/** The `project` of a trial as JSON text: that of the file, else one with what every project has. */
export async function readProject(file: string | undefined, activity: string): Promise<string> {
  if (file !== undefined) {
    const text = await readText(file);
    readJsonObject(text, file);
    return text;
  }
  const { project: id = 'demo' } = JSON.parse(activity) as { readonly project?: unknown };
  const created = '2026-01-01T00:00:00.000000+00:00';
  const own = { id, created_at: created, updated_at: created, title: 'Demo' };
  return JSON.stringify({ ...own, ...documentedProperties });
}
