import { commonSettings } from '@upshot/runtime/common-settings';
import { defineSettings, setting } from '@upshot/runtime/config';
import { Type } from 'typebox';

/** Every setting of the migration. */
export const migrateSettings = defineSettings({
  databaseUrl: commonSettings.databaseUrl,
  serviceRole: setting({
    env: 'UPSHOT_SERVICE_ROLE',
    doc: 'The role that services log in as. It gets the rights on rows, and none to create, change or drop.',
    schema: Type.Optional(Type.String({ pattern: '^[a-z_][a-z0-9_]{0,62}$' })),
  }),
  servicePassword: setting({
    env: 'UPSHOT_SERVICE_PASSWORD',
    doc: 'Password of that role, which is then created where it is missing: 16 or more letters, digits or . _ ~ -.',
    schema: Type.Optional(Type.String({ pattern: '^[\\w.~-]{16,}$' })),
    secret: true,
  }),
});
