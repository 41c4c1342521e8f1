import { ServiceConfig, startService } from '../../src/index.ts';
import { ServiceRuntime } from '../../src/runtime/service-runtime.ts';
import { GardenModule } from './garden.module.ts';

// What a consumer reports after half a minute in which a broker answers and nothing is heard.
ServiceRuntime.prototype.start = (_edges, { onDead }) => onDead('garden.watering', 'nothing was heard');

await startService(GardenModule, ServiceConfig);
