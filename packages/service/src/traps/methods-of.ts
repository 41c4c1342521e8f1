import type { Type } from '@nestjs/common';

/** The names of a class's methods, inherited ones among them. */
export function methodsOf(type: Type): string[] {
  const names = prototypesOf(type.prototype as unknown).flatMap((prototype) => Object.getOwnPropertyNames(prototype));
  return [...new Set(names)].filter((name) => name !== 'constructor');
}

function prototypesOf(prototype: unknown): object[] {
  if (typeof prototype !== 'object' || prototype === null || prototype === Object.prototype) return [];
  return [prototype, ...prototypesOf(Object.getPrototypeOf(prototype))];
}
