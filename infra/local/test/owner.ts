import { openInfrastructure, startRun } from '../src/index.ts';
import { gardenServices } from './garden.ts';

// A process of its own that opens everything, says where, and waits. The tests kill it.
const [root = '', state = '', kafka = 'required', onInterrupt = 'nothing'] = process.argv.slice(2);
if (onInterrupt === 'say') process.on('SIGINT', () => console.log('heard'));
const run = startRun(root, 'owner');
const infra = await openInfrastructure({
  root,
  use: 'native',
  state,
  durable: true,
  kafka: kafka === 'none' ? 'none' : 'required',
  services: gardenServices,
  run,
});
console.log(JSON.stringify({ adminUrl: infra.postgres.adminUrl, kafka: infra.kafka }));
