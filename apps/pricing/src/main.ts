import { startService } from '@holdfast/service';
import { PricingConfig } from './config.ts';
import { PricingModule } from './pricing.module.ts';

await startService(PricingModule, PricingConfig);
