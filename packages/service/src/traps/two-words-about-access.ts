import type { Type } from '@nestjs/common';
import { placesWithTwo } from '../access/declared-access.ts';
import { methodsOf } from './methods-of.ts';

/** A controller or a method on which more than one of `@Public` and `@Roles` stands: one would be heard, and it is not said which. */
export function twoWordsAboutAccess(controller: Type): string[] {
  return placesWithTwo(controller, methodsOf(controller)).map(
    (place) => `${place} says more than once who may use it. Write one @Public() or one @Roles(…) there.`,
  );
}
