/** The tenant of a request. */
export interface Tenant {
  /** Its requests share the project's part of the name resolutions. */
  readonly project: string;
  /** Its requests share connections with each other only. */
  readonly integration: string;
}
