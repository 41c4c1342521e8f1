import { Body, Controller, Injectable, Module, Post, Scope, UseGuards, type Type } from '@nestjs/common';
import { need } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createService } from '../src/index.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';
import { WaterPlant } from './garden/messages.ts';

const Watering = need(WaterPlant, { plantId: true });
const consumer = 'pond.watering';
const consumers = { [consumer]: [WaterPlant] };
const guard = { canActivate: () => false };

class Handles {
  @On(Watering, { consumer })
  water() {}
}

async function refusalOf(module: Type): Promise<string> {
  const outcome = await createService(module, nothingAnswers, keepingLogger().logger).catch((error: unknown) => error);
  if (outcome instanceof Error) return outcome.message;
  throw new Error('the service would start');
}

const receiving = (providers: Type[], controllers: Type[] = []) => {
  const service = { name: 'pond', team: 'keepers', port: 5000, consumers } as never;
  return pondWith({ service, providers, controllers });
};

describe('a service does not start', () => {
  test('with a body that anything fits', async () => {
    @Controller('fish')
    class FishController {
      @Post() add(@Body() _body: object) {}
    }
    expect(await refusalOf(pondWith({ controllers: [FishController] }))).toContain(
      '✖ @Body of FishController.add has no schema',
    );
  });

  test('with a body whose unknown fields would be dropped', async () => {
    @Controller('fish')
    class FishController {
      @Post() add(@Body({ schema: z.strictObject({ sizes: z.array(z.object({})) }) }) _body: object) {}
    }
    expect(await refusalOf(pondWith({ controllers: [FishController] }))).toContain(
      'drops fields that it does not know, at `sizes[]`',
    );
  });

  test('with a guard on a method that handles messages', async () => {
    class Guarded {
      @UseGuards(guard)
      @On(Watering, { consumer })
      water() {}
    }
    expect(await refusalOf(receiving([Guarded]))).toContain('@UseGuards on Guarded.water would never run');
  });

  test('with a handler that is made for each request, also through what it is given', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Visitor {}
    @Injectable()
    class Waits {
      readonly visitor: Visitor;
      constructor(visitor: Visitor) {
        this.visitor = visitor;
      }
      @On(Watering, { consumer })
      water() {}
    }
    expect(await refusalOf(receiving([Visitor, Waits]))).toContain(
      'Waits has @On methods. It, or something that it is given, is made for each request',
    );
  });

  test('with a handler in a controller', async () => {
    @Controller()
    class Both extends Handles {}
    expect(await refusalOf(receiving([], [Both]))).toContain('Both has @On methods. It is a controller');
  });

  test('with a message that nobody handles, or that nobody declared', async () => {
    expect(await refusalOf(receiving([]))).toContain(
      "pond declares garden.water-plant.v1 in 'pond.watering' and no @On method handles it",
    );
    expect(await refusalOf(pondWith({ providers: [Handles] }))).toContain('which pond does not declare');
  });

  test('without HoldfastModule', async () => {
    @Module({})
    class Bare {}
    expect(await refusalOf(Bare)).toContain('Bare does not import HoldfastModule.forService');
  });

  test('and says all of it at once', async () => {
    @Controller('fish')
    class FishController {
      @Post('a') a(@Body() _body: object) {}
      @Post('b') b(@Body() _body: object) {}
    }
    expect((await refusalOf(receiving([], [FishController]))).match(/✖/g)).toHaveLength(3);
  });
});

test('a service without any of this starts', async () => {
  const { app, handlers } = await createService(receiving([Handles]), nothingAnswers, keepingLogger().logger);
  await app.close();
  expect(handlers).toHaveLength(1);
});
