/**
 * The further properties that Platform.sh documents of every project. Scripts and clients read them without asking
 * whether they are there. What does not exist here is an empty text.
 */
export const documentedProperties: Readonly<Record<string, unknown>> = {
  attributes: {},
  description: '',
  owner: '',
  status: { code: 'provisioned', message: 'ok' },
  timezone: 'UTC',
  region: '',
  repository: { url: '', client_ssh_key: '' },
  default_domain: null,
  subscription: {
    license_uri: '',
    plan: 'development',
    environments: 3,
    storage: 5120,
    included_users: 1,
    subscription_management_uri: '',
    restricted: false,
    suspended: false,
    user_licenses: 1,
  },
};
