import { describeSettingNames } from './describe-setting-names.ts';
import { readFile, writeFile } from 'node:fs/promises';
import {
  describeCassetteSchema,
  describeIntegrationFileSchema,
  describeProjectFileSchema,
  describeRulesSchema,
  describeTestFileSchema,
} from './describe-author-schemas.ts';
import { describeCatalogue } from './describe-catalogue.ts';
import { describeConfiguration } from './describe-configuration.ts';
import { renderDashboard } from './dashboards/panel.ts';
import { metricsDashboard } from './dashboards/metrics-dashboard.ts';
import { sqlDashboard } from './dashboards/sql-dashboard.ts';
import { describeEntities } from './describe-entities.ts';
import { describeEventTypes } from './describe-event-types.ts';
import { describeIntegrationTypes } from './describe-integration-types.ts';
import { describeMetrics } from './describe-metrics.ts';
import { describeOpenApi } from './describe-openapi.ts';
import { describeOperations } from './describe-operations.ts';
import { describeProblems } from './describe-problems.ts';
import { describeSchema } from './describe-schema.ts';
import { describeScriptPage } from './describe-script-page.ts';
import { describeScriptTypes } from './describe-script-types.ts';
import { describeSql } from './describe-sql.ts';
import { describeThirdParty } from './describe-third-party.ts';
import { withMigratedDatabase } from './with-migrated-database.ts';

const openApi = await describeOpenApi();

/** What is made from the code. */
const fromCode: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/configuration.md': describeConfiguration,
  'packages/runtime/src/setting-names.ts': describeSettingNames,
  'docs/event-types.md': describeEventTypes,
  'docs/integration-types.md': describeIntegrationTypes,
  'docs/metrics.md': describeMetrics,
  'docs/problems.md': describeProblems,
  'docs/schemas/cassette.schema.json': describeCassetteSchema,
  'docs/schemas/integration.schema.json': describeIntegrationFileSchema,
  'docs/schemas/project.schema.json': describeProjectFileSchema,
  'docs/schemas/rules.schema.json': describeRulesSchema,
  'docs/schemas/test-file.schema.json': describeTestFileSchema,
  'docs/scripts.md': describeScriptPage,
  'packages/trial/upshot.d.ts': describeScriptTypes,
  'THIRD_PARTY.md': describeThirdParty,
  'infra/observability/grafana/dashboards/metrics.json': () => renderDashboard(metricsDashboard),
  'infra/observability/grafana/dashboards/sql.json': () => renderDashboard(sqlDashboard),
  'docs/openapi.json': () => openApi,
  'packages/cli/src/api/entities.generated.ts': () => describeEntities(openApi),
  'packages/console/src/api/entities.generated.ts': () => describeEntities(openApi),
  'packages/console/src/api/operations.generated.ts': () => describeOperations(openApi),
};

/** What is made from a database that the migrations have made. */
const fromDatabase = {
  'docs/schema.sql': describeSchema,
  'docs/sql.md': describeSql,
  'packages/ledger/src/catalogue.ts': describeCatalogue,
};

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, describe] of Object.entries(fromCode)) await update(path, await describe());
await withMigratedDatabase(async (client) => {
  for (const [path, describe] of Object.entries(fromDatabase)) await update(path, await describe(client));
});
if (stale.length > 0) {
  console.error(`${stale.join(', ')}: out of date. Run "npm run generate" and commit the result.`);
  process.exitCode = 1;
}

async function update(path: string, text: string): Promise<void> {
  const current = await readFile(path, 'utf8').catch(() => '');
  if (text === current) return;
  if (isCheck) stale.push(path);
  else await writeFile(path, text);
}
