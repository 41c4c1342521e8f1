import { startService } from '@holdfast/service';
import { PaymentsConfig } from './config.ts';
import { PaymentsModule } from './payments.module.ts';

await startService(PaymentsModule, PaymentsConfig);
