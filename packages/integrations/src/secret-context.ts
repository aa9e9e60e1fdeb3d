/** What the sealed value of a field is bound to, so that it opens nowhere else. */
export function secretContext(integrationId: string, field: string): string {
  return `integration:${integrationId}:${field}`;
}
