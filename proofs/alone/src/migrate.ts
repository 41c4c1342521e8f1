import { migrate, migrationSourcesOf } from '@holdfast/migrations';

const { OWNER_DATABASE_URL: url = '', APP_ROLE: app = '', RELAY_ROLE: relay = '' } = process.env;
await migrate({ url, packages: migrationSourcesOf(process.cwd()), schema: 'library', roles: { app, relay } });
