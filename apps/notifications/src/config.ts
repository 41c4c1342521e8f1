import { outsideConfig, ServiceConfig } from '@holdfast/service';
import type { z } from 'zod';

export const NotificationsConfig = ServiceConfig.extend(outsideConfig('mail'));
export type NotificationsConfig = z.infer<typeof NotificationsConfig>;
