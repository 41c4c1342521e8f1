import { ServiceConfig, startService } from '../../src/index.ts';
import { GardenModule } from './garden.module.ts';

await startService(GardenModule, ServiceConfig);
setImmediate(() => {
  throw new Error('nobody catches this');
});
