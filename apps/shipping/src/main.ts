import { startService } from '@holdfast/service';
import { ShippingConfig } from './config.ts';
import { ShippingModule } from './shipping.module.ts';

await startService(ShippingModule, ShippingConfig);
