/** The path of one integration. */
export interface IntegrationParams {
  readonly project: string;
  readonly integration: string;
}
