import { startService } from '@holdfast/service';
import { InventoryConfig } from './config.ts';
import { InventoryModule } from './inventory.module.ts';

await startService(InventoryModule, InventoryConfig);
