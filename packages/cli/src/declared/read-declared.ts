import {
  integrationFileSchemas,
  listedSchemas,
  listFileFrame,
  projectFileSchema,
  type FileVariable,
} from '@upshot/integrations/file/file-schema';
import { integrationTypes, isIntegrationType } from '@upshot/integrations/registry';
import { isObject } from '@upshot/shared/json-object';
import { didYouMean } from '@upshot/shared/nearest';
import { DocumentFault } from '@upshot/trial/document-fault';
import { checkDocument, parseYaml, readDocument } from '@upshot/trial/read-document';
import { readText } from '../input/read-text.ts';

/** An integration as a file says it, checked. */
export interface FileIntegration {
  /** Where it stands: a file, or a file and its place in the list there. */
  readonly place: string;
  readonly file: string;
  readonly fields: FileFields;
}

type FileFields = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly type: string;
  readonly variables?: Readonly<Record<string, FileVariable>>;
};

/** What `upshot.yaml` says. */
export interface ProjectFile {
  readonly project?: string;
  readonly set?: string;
}

/** Reads `upshot.yaml`; throws a `DocumentFault` that says what is wrong where. */
export async function readProjectFile(file: string | undefined): Promise<ProjectFile> {
  return file === undefined ? {} : readDocument(projectFileSchema, await readText(file), file);
}

/** Reads a file with one integration, or a list of them; throws a `DocumentFault` that says what is wrong where. */
export async function readDeclaredFile(file: string): Promise<readonly FileIntegration[]> {
  const value = parseYaml(await readText(file), file);
  if (!isObject(value) || !('integrations' in value)) {
    const fields = checkFields(value, file, integrationFileSchemas);
    return [{ place: file, file, fields }];
  }
  const { integrations } = checkDocument(listFileFrame, value, file);
  return integrations.map((item, index) => {
    const place = `${file}: integrations[${index}]`;
    return { place, file, fields: checkFields(item, place, listedSchemas) };
  });
}

function checkFields(value: unknown, place: string, schemas: typeof listedSchemas): FileFields {
  if (!isObject(value)) throw new DocumentFault(`${place}: must be an integration, with name and type`);
  const { type } = value;
  if (typeof type !== 'string') {
    const choice = integrationTypes.join(', ');
    throw new DocumentFault(
      `${place}: type is ${type === undefined ? 'missing' : 'no text'}; it must be one of ${choice}`,
    );
  }
  if (!isIntegrationType(type))
    throw new DocumentFault(`${place}: type: there is no ${type}${didYouMean(type, integrationTypes)}`);
  refuseOtherValues(value, place);
  return checkDocument(schemas[type], value, place) as FileFields;
}

/** YAML makes numbers and more of texts without quotes; of all that can be wrong this is the likeliest. */
function refuseOtherValues({ variables }: Readonly<Record<string, unknown>>, place: string): void {
  if (!isObject(variables)) return;
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value === 'string' || isObject(value)) continue;
    const text = JSON.stringify(value);
    throw new DocumentFault(
      `${place}: variables.${name}: must be text: write '${text}' in quotes, or { value: '${text}', json: true }`,
    );
  }
}
