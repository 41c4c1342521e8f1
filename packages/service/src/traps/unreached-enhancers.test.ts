import { Body, UseFilters, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { Public, Roles } from '../access/declared-access.ts';
import { unreachedEnhancers } from './unreached-enhancers.ts';

const guard = { canActivate: () => true };
const pipe = { transform: (value: unknown) => value };
const interceptor = { intercept: (_: unknown, next: { handle(): never }) => next.handle() };
const filter = { catch: () => undefined };

class Plain {
  grown() {}
}

class Decorated {
  @UseGuards(guard) guarded() {}
  @UsePipes(pipe) piped() {}
  @UseInterceptors(interceptor) intercepted() {}
  @UseFilters(filter) filtered() {}
  @Public() open() {}
  @Roles('keeper') closed() {}
  parameter(@Body() _body: object) {}
  plain() {}
}

@UseGuards(guard)
class GuardedClass {
  grown() {}
}

describe('a class that handles messages', () => {
  test('may stand alone', () => {
    expect(unreachedEnhancers(Plain)).toEqual([]);
  });

  test.each([
    ['guarded', /^@UseGuards on Decorated\.guarded would never run, .*scope\.actor/],
    ['piped', /^@UsePipes on Decorated\.piped would never run, .*need/],
    ['intercepted', /^@UseInterceptors on Decorated\.intercepted would never run, .*telemetry/],
    ['filtered', /^@UseFilters on Decorated\.filtered would never run, .*rolled back/],
    ['open', /^@Public or @Roles on Decorated\.open would never run, .*scope\.actor/],
    ['closed', /^@Public or @Roles on Decorated\.closed would never run, .*scope\.actor/],
    ['parameter', /^A parameter decorator on Decorated\.parameter would never run, .*\(data, scope\)/],
  ])('is refused with what to use instead: %s', (method, sentence) => {
    const reasons = unreachedEnhancers(Decorated).filter((reason) => reason.includes(`Decorated.${method} `));
    expect(reasons).toEqual([expect.stringMatching(sentence)]);
  });

  test('is refused once for each, and for nothing else', () => {
    expect(unreachedEnhancers(Decorated)).toHaveLength(7);
  });

  test('is refused for what stands on the class itself, or is inherited', () => {
    class Child extends Decorated {}
    expect(unreachedEnhancers(GuardedClass)).toEqual([
      expect.stringMatching(/^@UseGuards on GuardedClass would never/),
    ]);
    expect(unreachedEnhancers(Child)).toHaveLength(7);
  });
});
