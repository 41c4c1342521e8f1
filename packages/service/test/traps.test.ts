import { Body, Controller, Get, Injectable, Module, Post, Scope, UseGuards, type Type } from '@nestjs/common';
import { need } from '@holdfast/contract-kit';
import { Performs } from '@holdfast/effects/nest';
import { On } from '@holdfast/messaging/nest';
import { defineEffect, useCase } from '@holdfast/work';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createService, Every, Public, Roles } from '../src/index.ts';
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

const feeder = defineEffect({
  name: 'pond.feed-fish',
  dependency: 'feeder',
  request: z.object({}),
  outcome: z.object({ result: z.literal('fed') }),
});
const concluded = useCase('pond.conclude-feeding', async () => {});
class Performing {
  perform() {
    return Promise.resolve({ result: 'fed' as const });
  }
  findOut() {
    return Promise.resolve('unknown' as const);
  }
}
const performing = (providers: Type[], { name = 'pond', controllers = [] as Type[], outside = ['feeder'] } = {}) =>
  pondWith({ service: { name, team: 'keepers', port: 5000, outside }, providers, controllers });

async function refusalOf(module: Type): Promise<string> {
  const outcome = await createService(module, nothingAnswers, { logger: keepingLogger().logger }).catch(
    (error: unknown) => error,
  );
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

  test('with two words about who may use a route', async () => {
    @Public()
    @Roles('owner')
    @Controller('fish')
    class FishController {
      @Roles('keeper') @Roles('owner') @Get() show() {}
      @Public() @Get('fine') fine() {}
    }
    const refusal = await refusalOf(pondWith({ controllers: [FishController] }));
    expect(refusal).toContain('✖ FishController says more than once who may use it.');
    expect(refusal).toContain('✖ FishController.show says more than once who may use it.');
    expect(refusal).not.toContain('fine');
  });

  test('with one method of two controllers that say different things about it', async () => {
    class Showing {
      @Get() show() {}
    }
    @Roles('keeper')
    @Controller('fish')
    class FishController extends Showing {}
    @Public()
    @Controller('frogs')
    class FrogsController extends Showing {}
    @Public()
    @Controller('toads')
    class ToadsController extends Showing {}
    expect(await refusalOf(pondWith({ controllers: [FishController, FrogsController] }))).toContain(
      '✖ FrogsController and FishController share show and say different things about it.',
    );
    const agreed = await createService(pondWith({ controllers: [FrogsController, ToadsController] }), nothingAnswers, {
      logger: keepingLogger().logger,
    });
    expect(agreed.routes()).toContainEqual({ method: 'GET', path: '/toads', surface: 'public', access: 'public' });
    await agreed.app.close();
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

  test('with a timer in a controller, or in what is not made once', async () => {
    class Ticks {
      @Every({ ms: 1_000 })
      tick() {}
    }
    @Controller()
    class TickingController extends Ticks {}
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest extends Ticks {}
    @Injectable({ scope: Scope.TRANSIENT })
    class PerPlace extends Ticks {}
    const refusal = await refusalOf(
      pondWith({
        controllers: [TickingController],
        providers: [PerRequest, PerPlace, Ticks, { provide: 'again', useClass: Ticks }],
      }),
    );
    expect(refusal.match(/✖/g)).toHaveLength(4);
    expect(refusal).toContain(
      'TickingController has @Every methods. It is a controller, which is for requests; a timer is none.',
    );
    expect(refusal).toContain(
      'PerRequest has @Every methods. It, or something that it is given, is made for each request',
    );
    expect(refusal).toContain('PerPlace has @Every methods. It is made anew for each place that asks for it');
    expect(refusal).toContain('Ticks has @Every methods and is provided twice, so they would run twice.');
  });

  test('with a performer whose outside system, or whose service, is another one', async () => {
    @Performs(feeder, concluded)
    class Feeder extends Performing {}
    expect(await refusalOf(performing([Feeder], { outside: [] }))).toContain(
      "Feeder performs pond.feed-fish at 'feeder', which pond does not declare. Add it to `outside` in service.ts.",
    );
    expect(await refusalOf(performing([Feeder], { name: 'lake' }))).toContain(
      'Feeder performs pond.feed-fish, which is not named lake.… Name it after its service.',
    );
  });

  test('with two performers of one effect', async () => {
    @Performs(feeder, concluded)
    class Feeder extends Performing {}
    @Performs(feeder, concluded)
    class OtherFeeder extends Performing {}
    expect(await refusalOf(performing([Feeder, OtherFeeder]))).toContain(
      'pond.feed-fish is performed 2 times, by Feeder and OtherFeeder. Leave one of them in `providers`.',
    );
  });

  test('with a performer in a controller, or in what is not made once', async () => {
    @Performs(feeder, concluded)
    @Controller()
    class FeedingController extends Performing {}
    expect(await refusalOf(performing([], { controllers: [FeedingController] }))).toContain(
      'FeedingController performs an effect. It is a controller, which is for requests; an effect is none.',
    );
    @Performs(feeder, concluded)
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest extends Performing {}
    expect(await refusalOf(performing([PerRequest]))).toContain('PerRequest performs an effect. It, or something');
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

test('a provider that has two names has its timer once', async () => {
  class Ticks {
    @Every({ ms: 1_000 })
    tick() {}
  }
  const module = pondWith({ providers: [Ticks, { provide: 'alias', useExisting: Ticks }] });
  const { app, edges } = await createService(module, nothingAnswers, { logger: keepingLogger().logger });
  await app.close();
  expect(edges.recurring.map(({ name }) => name)).toEqual(['Ticks.tick']);
});

test('a service without any of this starts', async () => {
  const { app, edges } = await createService(receiving([Handles]), nothingAnswers, { logger: keepingLogger().logger });
  await app.close();
  expect(edges.handlers).toHaveLength(1);
});
