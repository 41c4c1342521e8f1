import { startService } from '@holdfast/service';
import { FinanceConfig } from './config.ts';
import { FinanceModule } from './finance.module.ts';

await startService(FinanceModule, FinanceConfig);
