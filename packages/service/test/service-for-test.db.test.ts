import { join } from 'node:path';
import { InvalidMessage } from '@holdfast/contract-kit';
import type { Performer } from '@holdfast/effects';
import { Performs } from '@holdfast/effects/nest';
import { On } from '@holdfast/messaging/nest';
import { currentCall, defineEffect, useCase, type Conclusion, type Scope } from '@holdfast/work';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Controller, Get } from '@nestjs/common';
import { CONFIG, Roles, ServiceConfig } from '../src/index.ts';
import { serviceForTest } from '../src/testing.ts';
import { testIssuer } from '../src/testing/test-issuer.ts';
import { pondWith, type PondScope } from './alone.ts';
import { PlantPlanted, WaterPlant } from './garden/messages.ts';

const FillPond = defineEffect({
  name: 'pond.fill-pond',
  dependency: 'brook',
  request: z.object({ litres: z.int() }),
  outcome: z.object({ result: z.literal('filled'), litres: z.int() }),
});

class Filling {
  @On(WaterPlant, { consumer: 'pond.filling' })
  async fill({ plantId, litres }: { plantId: string; litres: number }, { intend, publish }: PondScope) {
    if (litres > 0) intend(FillPond, { key: plantId, request: { litres } });
    publish(PlantPlanted, { plantId, name: 'reed' });
  }
}

class Listing {
  @On(WaterPlant, { consumer: 'pond.listing' })
  async list({ plantId, litres }: { plantId: string; litres: number }, { publish }: PondScope) {
    publish(PlantPlanted, { plantId, name: `listed with ${litres} l` });
  }
}

const concludeFilling = useCase(
  'pond.conclude-filling',
  async ({ key }: Conclusion<typeof FillPond>, { publish }: Scope<object>) =>
    publish(PlantPlanted, { plantId: key, name: 'lily' }),
);

@Controller('depth')
class DepthController {
  @Roles('keeper')
  @Get()
  show() {
    return currentCall()?.actor;
  }
}

/** How many of the next calls are lost on the way. */
let lost = 0;

@Performs(FillPond, concludeFilling)
class Brook implements Performer<typeof FillPond> {
  perform({ litres }: { litres: number }) {
    if (lost-- > 0) throw new Error('the brook is dry');
    return Promise.resolve({ result: 'filled', litres } as const);
  }
  findOut() {
    return Promise.resolve('unknown' as const);
  }
}

const PondConfig = ServiceConfig.extend({ DEPTH_CM: z.string() });
const pond = await serviceForTest(
  pondWith({
    service: {
      name: 'pond',
      team: 'keepers',
      port: 5000,
      outside: ['brook'],
      consumers: { 'pond.filling': [WaterPlant], 'pond.listing': [WaterPlant] },
    },
    controllers: [DepthController],
    providers: [Filling, Listing, Brook],
  }),
  { folder: join(import.meta.dirname, '..'), config: PondConfig, environment: { DEPTH_CM: '90' } },
);

const planted = 'garden.plant-planted.v1';
const hear = async (litres: number) => {
  const plantId = crypto.randomUUID();
  await pond.hear(WaterPlant, { plantId, litres });
  return plantId;
};

describe('a service for a test', () => {
  test('hears a message with each consumer that takes it, and shows what was said about it', async () => {
    const plantId = await hear(0);

    expect(await pond.saidAbout(plantId)).toEqual([
      { type: planted, plantId, name: 'reed' },
      { type: planted, plantId, name: 'listed with 0 l' },
    ]);
    expect(await pond.saidAbout(crypto.randomUUID())).toEqual([]);
  });

  test('does not take what nobody in it has a method for, nor what is no such message', async () => {
    const plantId = crypto.randomUUID();

    await expect(pond.hear(PlantPlanted, { plantId, name: 'reed' })).rejects.toThrow('garden.plant-planted.v1');
    await expect(hear(0.5)).rejects.toThrow(InvalidMessage);
  });

  test('performs its effects when it is told to, until enough was said', async () => {
    const plantId = await hear(3);
    expect(await pond.rows('holdfast.effect_intent')).toMatchObject([{ key: plantId, state: 'waiting' }]);
    lost = 1;

    const said = await pond.workUntilSaid(plantId, 3);
    expect(said.at(-1)).toEqual({ type: planted, plantId, name: 'lily' });
    expect(await pond.work()).toBe(0);
  });

  test('reads its configuration with what it needs besides, and answers requests', async () => {
    expect(pond.instance.app.get(CONFIG, { strict: false })).toMatchObject({ DEPTH_CM: '90', LOG_LEVEL: 'silent' });
    expect((await pond.instance.app.inject({ url: '/health/ready' })).json()).toEqual({ status: 'ready' });
  });

  test('knows whom a test sends, and by a token that no other service believes', async () => {
    const asking = async (headers: object) =>
      (await pond.instance.app.inject({ url: '/depth', headers: { ...headers } })).json<object>();
    const rose = { id: 'rose', roles: ['keeper'] };

    expect(await asking(await pond.headersOf(rose))).toEqual(rose);
    expect(await asking(await (await testIssuer()).headersOf(rose))).toMatchObject({ code: 'invalid-token' });
    expect(await asking(await pond.headersOf({ id: 'weed', roles: [] }))).toMatchObject({ code: 'not-allowed' });
    expect(await asking({})).toMatchObject({ code: 'unauthenticated' });
  });

  test('may have another instance on the same database', async () => {
    const plantId = await hear(5);
    const another = await pond.another();

    expect(another.app).not.toBe(pond.instance.app);
    expect(await another.runtime.effects.runOnce()).toBe(1);
    expect(await pond.saidAbout(plantId)).toHaveLength(3);
  });
});
