/** The integrations that every new project begins with, as bodies that create them. */
export const defaultIntegrations = [{ type: 'health.email', recipients: ['#admins'] }] as const;
