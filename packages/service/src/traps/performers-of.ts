import type { Performance } from '@holdfast/effects';
import { performancesOf } from '@holdfast/effects/nest';
import type { ServiceDeclaration } from '@holdfast/system-model';
import type { Place } from './places-of.ts';

/** A provider or controller that performs effects. */
export interface PerformerClass extends Place {
  readonly performances: readonly Performance[];
}

/** Everything among these places that performs an effect. */
export function performersOf(places: readonly Place[]): PerformerClass[] {
  return places
    .map((place) => ({ ...place, performances: performancesOf([place.instance]) }))
    .filter(({ performances }) => performances.length > 0);
}

/** Why effects would not happen as they are declared, one sentence each. */
export function unfitPerformers(service: ServiceDeclaration, performers: readonly PerformerClass[]): string[] {
  return [
    ...performers.flatMap(unfitness),
    ...performers.flatMap((performer) => foreign(service, performer)),
    ...performers.flatMap((performer) => undeclared(service, performer)),
    ...performedTwice(performers),
  ];
}

function unfitness({ type, unfit }: PerformerClass): string[] {
  if (unfit === undefined) return [];
  return [`${type.name} performs an effect. ${unfit}; an effect is none. Make it an ordinary provider.`];
}

/** The name is half of the intent's key, and tells whose it is. */
function foreign({ name }: ServiceDeclaration, { type, performances }: PerformerClass): string[] {
  return performances
    .filter(({ effect }) => !effect.name.startsWith(`${name}.`))
    .map(
      ({ effect }) => `${type.name} performs ${effect.name}, which is not named ${name}.… Name it after its service.`,
    );
}

function undeclared({ name, outside = [] }: ServiceDeclaration, { type, performances }: PerformerClass): string[] {
  return performances
    .filter(({ effect }) => !outside.includes(effect.dependency))
    .map(
      ({ effect }) =>
        `${type.name} performs ${effect.name} at '${effect.dependency}', which ${name} does not declare. Add it to \`outside\` in service.ts.`,
    );
}

function performedTwice(performers: readonly PerformerClass[]): string[] {
  const all = performers.flatMap(({ type, performances }) => performances.map(({ effect }) => ({ effect, type })));
  const byName = Map.groupBy(all, ({ effect }) => effect.name);
  return [...byName]
    .filter(([, several]) => several.length > 1)
    .map(([name, several]) => {
      const classes = several.map(({ type }) => type.name).join(' and ');
      return `${name} is performed ${several.length} times, by ${classes}. Leave one of them in \`providers\`.`;
    });
}
