import type { Api } from '../api/api.ts';
import type { Receipt } from '../api/entities.ts';
import type { Terminal } from '../terminal.ts';

const BATCH_ACTIVITIES = 100;
const BATCH_CHARACTERS = 4_000_000;

/** Who may answer: every integration, or the one that is named. */
type Target = { readonly integration?: string | undefined };

/** Sends activities, given as JSON text, in batches the server takes; says how far it got. */
export async function sendActivities(
  terminal: Terminal,
  api: Api,
  activities: readonly string[],
  target: Target = {},
): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  const [only, ...others] = activities;
  if (only !== undefined && others.length === 0)
    return [await api.sendText<Receipt>('POST', ['activities'], only, target)];
  for (const batch of inBatches(activities)) {
    const answer = await sendBatch(api, batch, target).catch((error: unknown) => {
      terminal.warn(`${receipts.length} of ${activities.length} activities were sent before this failed:`);
      throw error;
    });
    receipts.push(...answer);
    if (activities.length > batch.length)
      terminal.note(`Sent ${receipts.length} of ${activities.length}`, 'dim');
  }
  return receipts;
}

async function sendBatch(api: Api, batch: readonly string[], target: Target): Promise<readonly Receipt[]> {
  const { receipts } = await api.sendText<{ receipts: Receipt[] }>(
    'POST',
    ['activities'],
    `[${batch.join(',')}]`,
    target,
  );
  return receipts;
}

function inBatches(activities: readonly string[]): string[][] {
  const batches: string[][] = [];
  let characters = Infinity;
  for (const activity of activities) {
    const batch = batches.at(-1);
    if (
      batch === undefined ||
      batch.length === BATCH_ACTIVITIES ||
      characters + activity.length > BATCH_CHARACTERS
    ) {
      batches.push([activity]);
      characters = activity.length;
    } else {
      batch.push(activity);
      characters += activity.length;
    }
  }
  return batches;
}
