import type { DynamicModule, Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import type { ServiceDeclaration } from '@holdfast/system-model';
import type { Work, WorkEngine, WritingScope } from '@holdfast/work';
import type { Transaction } from 'kysely';
import type { ProblemStatuses } from './http/problem.ts';
import { SERVICE_OPTIONS } from './tokens.ts';
import { RefusedToStart } from './traps/refused-to-start.ts';

/** What a service hands to the platform. */
export interface ServiceOptions<Db, S extends WritingScope> {
  /** Its declaration, the default export of `service.ts`. */
  readonly service: ServiceDeclaration;
  /** Its own `class GardenWork extends Work<GardenScope> {}`, which controllers ask for. */
  readonly work: new (engine: WorkEngine<S>) => Work<S>;
  /** Its stores on one transaction. It is called once per attempt, so it keeps nothing between calls. */
  readonly scope: (trx: Transaction<Db>) => Omit<S, keyof WritingScope>;
  /** Which status each domain error's `code` answers with. A code that is missing here answers 500. */
  readonly problems?: ProblemStatuses;
}

/** The same, where it does not matter what the service's tables and scope are. */
export type GivenOptions = Pick<ServiceOptions<never, never>, 'service' | 'problems'>;

/** What the app's module gave to `HoldfastModule.forService`. Throws `RefusedToStart` when it does not import it. */
export function optionsOf(module: Type): GivenOptions {
  const imports = (Reflect.getMetadata(MODULE_METADATA.IMPORTS, module) ?? []) as Partial<DynamicModule>[];
  const providers = imports.flatMap((imported) => imported.providers ?? []);
  const found = providers.find((provider) => 'provide' in provider && provider.provide === SERVICE_OPTIONS);
  if (found && 'useValue' in found) return found.useValue as GivenOptions;
  throw new RefusedToStart([
    `${module.name} does not import HoldfastModule.forService({ service, work, scope }). Add it to \`imports\`.`,
  ]);
}
