import { Type, type Static } from 'typebox';

/** What a project's owner pays for. */
export const subscriptionSchema = Type.Object({
  license_uri: Type.String(),
  plan: Type.String(),
  environments: Type.Integer(),
  storage: Type.Integer({ description: 'MB.' }),
  included_users: Type.Integer(),
  subscription_management_uri: Type.String(),
  restricted: Type.Boolean(),
  suspended: Type.Boolean(),
  user_licenses: Type.Integer(),
});

export type Subscription = Static<typeof subscriptionSchema>;

/** Makes the subscription of a license number. */
export function makeSubscription(license: number): Subscription {
  return {
    license_uri: `https://accounts.example/api/v1/licenses/${license}`,
    plan: 'standard',
    environments: 5,
    storage: 20_480,
    included_users: 1,
    subscription_management_uri: `https://console.example/-/users/office/billing/plan/${license}`,
    restricted: false,
    suspended: false,
    user_licenses: 4,
  };
}
