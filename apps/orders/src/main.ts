import { startService } from '@holdfast/service';
import { OrdersConfig } from './config.ts';
import { OrdersModule } from './orders.module.ts';

await startService(OrdersModule, OrdersConfig);
