import { runService } from '@upshot/runtime/run-service';
import { startIngest } from './ingest.ts';
import { ingestSettings } from './settings.ts';

await runService({
  name: 'upshot-ingest',
  settings: ingestSettings,
  graceMs: ({ lingerMs, drainMs }) => lingerMs + drainMs,
  start: startIngest,
});
