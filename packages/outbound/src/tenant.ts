/** On whose behalf a request is sent. */
export interface Tenant {
  /** Its requests share what there is for resolving names. */
  readonly project: string;
  /** Its requests share connections, with each other and with nobody else. */
  readonly integration: string;
}
