/**
 * Only compiled, never run: `typecheck` fails when a line below that carries `@ts-expect-error` begins to compile.
 * The declarations without that mark show that the same shapes are accepted when they are true.
 */
import { defineCommand, defineEvent, type AnyMessage, type DataOf } from '@holdfast/contract-kit';
import { defineService, defineSystem, type SaysOf } from '@holdfast/system-model';
import { z } from 'zod';

const about = { version: 1, subject: 'plantId', data: z.object({ plantId: z.string() }) } as const;
const PlantGrown = defineEvent({ name: 'garden.plant-grown', ...about });
const WaterPlant = defineCommand({ name: 'garden.water-plant', ...about });
const PlantSold = defineEvent({ name: 'market.plant-sold', ...about });
const SellPlant = defineCommand({ name: 'market.sell-plant', ...about });

const garden = defineService({
  name: 'garden',
  team: 'growers',
  port: 5000,
  publishes: [PlantGrown],
  takes: [WaterPlant],
  sends: [SellPlant],
  consumers: { 'garden.watering': [WaterPlant, PlantSold] },
});
const market = defineService({
  name: 'market',
  team: 'traders',
  port: 5001,
  publishes: [PlantSold],
  takes: [SellPlant],
  consumers: { 'market.stand': [SellPlant, PlantGrown] },
});

defineService({
  name: 'garden',
  team: 'growers',
  port: 5000,
  // @ts-expect-error an event of another context is not ours to publish
  publishes: [PlantSold],
});

defineService({
  name: 'garden',
  team: 'growers',
  port: 5000,
  // @ts-expect-error a command is not published, it is sent
  publishes: [WaterPlant],
});

defineService({
  name: 'garden',
  team: 'growers',
  port: 5000,
  // @ts-expect-error a command of another context is not ours to take
  takes: [SellPlant],
});

defineService({
  name: 'garden',
  team: 'growers',
  port: 5000,
  // @ts-expect-error a command to another service cannot be consumed
  consumers: { 'garden.watering': [SellPlant] },
});

defineService({
  name: 'garden',
  team: 'growers',
  port: 5000,
  // @ts-expect-error a consumer is named after its own service
  consumers: { 'market.watering': [PlantSold] },
});

defineService({
  name: 'garden',
  team: 'growers',
  port: 5000,
  // @ts-expect-error a misspelt field would declare nothing
  publishs: [PlantGrown],
});

// @ts-expect-error a service without a team has nobody to page
defineService({ name: 'garden', port: 5000 });

// ---- what a service may say ----
declare function publish<M extends SaysOf<typeof garden>>(message: M, data: DataOf<M>): void;
publish(PlantGrown, { plantId: 'p-1' });
publish(SellPlant, { plantId: 'p-1' });
// @ts-expect-error the event of another service is not declared
publish(PlantSold, { plantId: 'p-1' });
// @ts-expect-error a taken command is received, not said
publish(WaterPlant, { plantId: 'p-1' });
// @ts-expect-error the data must be the message's
publish(PlantGrown, { plant: 'p-1' });

const silent = defineService({ name: 'silent', team: 'growers', port: 5002 });
declare function publishSilently(message: SaysOf<typeof silent>): void;
// @ts-expect-error a service that declares nothing says nothing
publishSilently(PlantGrown satisfies AnyMessage);

// ---- a system ----
const teams = { growers: { page: 'growers-oncall' }, traders: { page: 'traders-oncall' } };
const services = [garden, market] as const;

defineSystem({
  name: 'estate',
  teams,
  services,
  outside: { weather: { team: 'growers', simulator: { app: 'sky', port: 5010 } }, tides: { team: 'traders' } },
  steps: [
    { name: 'grow', service: 'garden', done: PlantGrown },
    { name: 'sell', service: 'market', done: PlantSold },
  ],
  issuer: 'weather',
  trial: {
    name: 'plant',
    service: 'garden',
    path: '/v1/plants',
    examples: 'examples/plants',
    as: { id: 'rose', roles: ['gardener'] },
  },
});

defineSystem({
  name: 'estate',
  teams: { growers: { page: 'growers-oncall' } },
  // @ts-expect-error the market's team does not exist
  services,
  steps: [],
});

defineSystem({
  name: 'estate',
  teams,
  services,
  // @ts-expect-error nobody of that name answers for the weather
  outside: { weather: { team: 'meteorologists' } },
  steps: [],
});

defineSystem({
  name: 'estate',
  teams,
  services,
  // @ts-expect-error a simulator needs a port that the services are told
  outside: { weather: { team: 'growers', simulator: { app: 'sky' } } },
  steps: [],
});

defineSystem({
  name: 'estate',
  teams,
  services,
  // @ts-expect-error the garden's step cannot be ended by the market's event
  steps: [{ name: 'grow', service: 'garden', done: PlantSold }],
});

defineSystem({
  name: 'estate',
  teams,
  services,
  // @ts-expect-error there is no service of that name to do a step
  steps: [{ name: 'grow', service: 'orchard', done: PlantGrown }],
});

defineSystem({
  name: 'estate',
  teams,
  services,
  // @ts-expect-error a command ends no step
  steps: [{ name: 'grow', service: 'garden', done: WaterPlant }],
});

defineSystem({
  name: 'estate',
  teams,
  services,
  steps: [],
  // @ts-expect-error the trial goes to a service that exists
  trial: { name: 'plant', service: 'orchard', path: '/v1/plants', examples: 'examples/plants' },
});

defineSystem({
  name: 'estate',
  teams,
  services,
  steps: [],
  // @ts-expect-error a path begins with a slash
  trial: { name: 'plant', service: 'garden', path: 'v1/plants', examples: 'examples/plants' },
});

defineSystem({
  name: 'estate',
  teams,
  services,
  outside: { gate: { team: 'growers', simulator: { app: 'sky', port: 5010 } } },
  // @ts-expect-error the issuer is one of what is outside
  issuer: 'door',
  steps: [],
});

defineSystem({
  name: 'estate',
  teams,
  services,
  outside: { gate: { team: 'growers' } },
  // @ts-expect-error nothing simulates it here, so nobody would give a token
  issuer: 'gate',
  steps: [],
});

defineSystem({
  name: 'estate',
  teams,
  services,
  steps: [],
  // @ts-expect-error without an outside there is no issuer
  issuer: 'gate',
});

defineSystem({
  name: 'estate',
  teams,
  services,
  steps: [],
  // @ts-expect-error whoever sends the trial has roles, if only none
  trial: { name: 'plant', service: 'garden', path: '/v1/plants', examples: 'examples/plants', as: { id: 'rose' } },
});
