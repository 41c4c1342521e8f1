import { ServiceConfig, startService } from '../../src/index.ts';
import { GardenModule } from './garden.module.ts';

await startService(GardenModule, ServiceConfig);
