import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextOf, type AnyMessage } from '@holdfast/contract-kit';
import { simulatorsOf, type System } from '@holdfast/system-model';
import type { Violation } from './rules.ts';
import { spelledAlike, wordsIn } from './words.ts';

/** The names that only this system has, spelled alike, each with what it names. */
export function namesOf(system: System): Map<string, string> {
  const { services, teams } = system;
  const messages = services.flatMap(({ publishes = [], takes = [], sends = [] }): AnyMessage[] => [
    ...publishes,
    ...takes,
    ...sends,
  ]);
  const named: [name: string, what: string][] = [
    ...messages.map((message): [string, string] => [message.subject, 'the subject of a message']),
    ...messages.map((message): [string, string] => [message.name.slice(contextOf(message).length + 1), 'a message']),
    ...messages.map((message): [string, string] => [contextOf(message), 'a context']),
    ...Object.keys(teams).map((team): [string, string] => [team, 'a team']),
    ...services.map(({ team }): [string, string] => [team, 'a team']),
    ...services.map(({ name }): [string, string] => [name, 'a service']),
    ...simulatorsOf(system).map(({ app }): [string, string] => [app, 'a simulator']),
  ];
  return new Map(named.map(([name, what]) => [spelledAlike(name), what]));
}

/** Where a file of the platform uses one of the names as a whole identifier, property, or word of a text. Comments may. */
export function namesUsed(root: string, file: string, names: ReadonlyMap<string, string>): Violation[] {
  const source = readFileSync(join(root, file), 'utf8');
  return wordsIn(file, source).flatMap(({ word, line }) => {
    const what = names.get(spelledAlike(word));
    if (what === undefined) return [];
    return [{ rule: 'platform-knows-no-names', where: `${file}:${line}`, found: `says '${word}', which is ${what}` }];
  });
}
