import { startService } from '@holdfast/service';
import { NotificationsConfig } from './config.ts';
import { NotificationsModule } from './notifications.module.ts';

await startService(NotificationsModule, NotificationsConfig);
