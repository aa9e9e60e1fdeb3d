/** What the sealed value of a field is bound to, so that it opens nowhere else. */
export function secretContext(integrationId: string, field: string): string {
  return `integration:${integrationId}:${field}`;
}

/** What the sealed value of a key of an integration's storage is bound to. */
export function storedContext(integrationId: string, key: string): string {
  return `storage:${integrationId}:${key}`;
}

/** What the sealed cassette of an attempt is bound to. */
export function recordingContext(runId: string, attempt: number): string {
  return `recording:${runId}:${attempt}`;
}
