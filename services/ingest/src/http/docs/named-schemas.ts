import { Type } from 'typebox';
import { diagnosisSchema } from '../../about/get-diagnosis.ts';
import { outcomesSchema } from '../../activities/list-outcomes.ts';
import { activitySchema, linkedActivity } from '../../activities/activity-schema.ts';
import { explainedReceiptSchema, receiptSchema } from '../../activities/receipt-schema.ts';
import { applyAnswer, exportAnswer } from '../../declared/apply-schema.ts';
import { comparisonSchema, comparisonSummarySchema } from '../../comparisons/comparison-schema.ts';
import { declaredIntegration } from '../../declared/declared-schema.ts';
import { portalLinkSchema } from '../../console/create-portal-link.ts';
import { environmentSchema } from '../../environments/describe-environment.ts';
import { eventTypeFields } from '../../event-types/event-type-document.ts';
import { integrationSchema } from '../../integrations/describe-integration.ts';
import { changeSchema } from '../../audit/list-changes.ts';
import { healthReportSchema } from '../../health-report/get-health-report.ts';
import { laneSchema } from '../../lanes/list-lanes.ts';
import { projectSchema } from '../../projects/project-document.ts';
import { issueSchema } from '../../issues/issue-schema.ts';
import { replayStatusSchema } from '../../replays/describe-replay.ts';
import { dryRunAnswer, replayAnswer, replayBody } from '../../replays/replay-schema.ts';
import { storageUsageSchema } from '../../retention/get-storage-usage.ts';
import { retentionRunSchema } from '../../retention/retention-run-schema.ts';
import { runActivitySchema } from '../../runs/run-as-activity.ts';
import { scalingSchema } from '../../scaling/get-scaling.ts';
import { versionSchema, versionWithSourceSchema } from '../../script-versions/describe-version.ts';
import { runSchema, runSummarySchema, runWithAttemptsSchema } from '../../runs/run-schema.ts';
import { runSumsSchema } from '../../runs/sum-up-runs.ts';
import { explanationSchema } from '../../integrations/explain-integration.ts';
import { previewSchema } from '../../integrations/preview-filter.ts';
import { recordingSchema } from '../../recordings/recording-schema.ts';
import {
  streamEventSchema,
  streamedActivitySchema,
  streamedIntegrationSchema,
  streamedRunSchema,
  streamGapSchema,
} from '../../stream/describe-event.ts';
import { storedSchema } from '../../storage/stored-schema.ts';
import { trialSchema } from '../../trials/trial-schema.ts';
import { newTokenSchema, tokenSchema } from '../../tokens/describe-token.ts';
import { variableSchema } from '../../variables/describe-variable.ts';
import { workerSchema } from '../../workers/describe-worker.ts';
import { envelopeSchema } from '../paging/envelope.ts';
import { problemSchema } from '../problems/problem-document.ts';
import { links } from '../schemas.ts';

/** The schemas that clients know by name. */
export const namedSchemas = {
  PostedActivity: activitySchema,
  Activity: linkedActivity,
  ExplainedReceipt: explainedReceiptSchema,
  ActivityOutcomes: outcomesSchema,
  Receipt: receiptSchema,
  EventType: Type.Object(eventTypeFields),
  Integration: integrationSchema,
  IntegrationExplanation: explanationSchema,
  FilterPreview: previewSchema,
  DeclaredIntegration: declaredIntegration,
  Applied: applyAnswer,
  ExportedIntegrations: exportAnswer,
  IntegrationEnvelope: envelopeSchema(integrationSchema),
  Environment: environmentSchema,
  Project: projectSchema,
  ProjectEnvelope: envelopeSchema(projectSchema),
  Issue: issueSchema,
  ReplayRequest: replayBody,
  ReplayPlan: dryRunAnswer,
  Replay: replayAnswer,
  ReplayStatus: replayStatusSchema,
  RunActivity: runActivitySchema,
  RunActivityEnvelope: envelopeSchema(runActivitySchema),
  Recording: recordingSchema,
  RetentionRun: retentionRunSchema,
  StorageUsage: storageUsageSchema,
  Run: runSchema,
  RunSummary: runSummarySchema,
  RunWithAttempts: runWithAttemptsSchema,
  RunSums: runSumsSchema,
  StreamEvent: streamEventSchema,
  StreamedRun: streamedRunSchema,
  StreamedActivity: streamedActivitySchema,
  StreamedIntegration: streamedIntegrationSchema,
  StreamGap: streamGapSchema,
  ScriptVersion: versionSchema,
  ScriptVersionWithSource: versionWithSourceSchema,
  Trial: trialSchema,
  Comparison: comparisonSchema,
  ComparisonSummary: comparisonSummarySchema,
  Token: tokenSchema,
  NewToken: newTokenSchema,
  PortalLink: portalLinkSchema,
  Diagnosis: diagnosisSchema,
  Variable: variableSchema,
  VariableEnvelope: envelopeSchema(variableSchema),
  StoredValue: storedSchema,
  Scaling: scalingSchema,
  Change: changeSchema,
  HealthReport: healthReportSchema,
  Lane: laneSchema,
  Worker: workerSchema,
  Problem: problemSchema,
  Links: links,
};
