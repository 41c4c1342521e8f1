import { tailBehaviour } from '../../test/tail.behaviour.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';

tailBehaviour('MemoryBroker', async () => new MemoryBroker());
