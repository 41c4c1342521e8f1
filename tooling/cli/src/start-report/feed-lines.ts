import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceDeclaration } from '@holdfast/system-model';
import { commandOn } from '../supervisor/kept-state.ts';

type Fed = Pick<ServiceDeclaration, 'name' | 'takes' | 'consumers'>;

export interface Feeding {
  readonly root: string;
  /** The data of the system that they belong to. */
  readonly state: string;
  readonly services: readonly Fed[];
}

/** How a person gives work to services whose neighbours do not run: a command to send, with one of its examples. */
export function feedLines({ root, state, services }: Feeding): string[] {
  return services.flatMap((service) => linesOf(root, state, service));
}

function linesOf(root: string, state: string, { name, takes = [], consumers = {} }: Fed): string[] {
  const commands = takes.flatMap((command) => {
    const example = exampleOf(root, command);
    return example === undefined ? [] : [{ name: command.name, example }];
  });
  const [first, ...others] = commands;
  if (first) {
    const also = others.length === 0 ? [] : [`          takes too: ${others.map((one) => one.name).join(', ')}`];
    return [
      `feed      ${commandOn(root, state)} messages send ${first.name} --example ${first.example} --because "trying it out"`,
      ...also,
    ];
  }
  const heard = Object.values(consumers).flat();
  const owners = [...new Set(heard.map((message) => message.name.split('.')[0]!))].filter((owner) => owner !== name);
  if (owners.length === 0) return [];
  return [
    `feed      ${name} hears events only, and only their owners say them: ./holdfast dev ${[name, ...owners].join(' ')}`,
  ];
}

function exampleOf(root: string, { name, version }: { name: string; version: number }): string | undefined {
  const [context = '', message] = name.split('.');
  const folder = join(root, 'packages', 'contracts', context, 'examples', `${message}.v${version}`);
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? file.slice(0, -'.json'.length) : []));
  return names.includes('ordinary') ? 'ordinary' : names.toSorted()[0];
}
