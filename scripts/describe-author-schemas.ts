import { integrationFileSchema, projectFileSchema } from '@upshot/integrations/file/file-schema';
import { cassetteSchema } from '@upshot/trial/cassette/cassette-schema';
import { rulesSchema } from '@upshot/trial/rules/rules-schema';
import { testFileSchema } from '@upshot/trial/test-file/test-file-schema';

/** The JSON Schema of rules files, for editors. */
export function describeRulesSchema(): string {
  return describe(rulesSchema);
}

/** The JSON Schema of test files, for editors. */
export function describeTestFileSchema(): string {
  return describe(testFileSchema);
}

/** The JSON Schema of cassettes. */
export function describeCassetteSchema(): string {
  return describe(cassetteSchema);
}

/** The JSON Schema of files with integrations, for editors. */
export function describeIntegrationFileSchema(): string {
  return describe(integrationFileSchema);
}

/** The JSON Schema of `upshot.yaml`, for editors. */
export function describeProjectFileSchema(): string {
  return describe(projectFileSchema);
}

function describe(schema: object): string {
  const whole = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
