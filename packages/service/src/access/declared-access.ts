import 'reflect-metadata';
import type { Type } from '@nestjs/common';

/** Who may use a route: everybody, or those who have one of these roles. */
export type Access = 'public' | readonly string[];

const DECLARED = Symbol('holdfast.access');

type Place = MethodDecorator & ClassDecorator;

/** Everybody may use it, also without a token. On a controller's method, or on a controller for all of its methods. */
export function Public(): Place {
  return declaring('public');
}

/**
 * Those may use it whose token has one of these roles. On a controller's method, or on a controller for all of its
 * methods; what a method says replaces what its class says. Whose thing it is, the use case decides: by `scope.actor`.
 */
export function Roles(role: string, ...more: readonly string[]): Place {
  return declaring([role, ...more]);
}

/** What stands on the method, else on the class; nothing where neither says a word. */
export function accessOf(controller: Type, method: string): Access | undefined {
  return declaredOn(functionOf(controller, method)).at(-1) ?? declaredOn(controller).at(-1);
}

/** The places of a class on which two answers to the same question stand, as `Class` or `Class.method`. */
export function placesWithTwo(type: Type, methods: readonly string[]): string[] {
  const twice = methods.filter((method) => declaredOn(functionOf(type, method)).length > 1);
  return [...(declaredOn(type).length > 1 ? [type.name] : []), ...twice.map((method) => `${type.name}.${method}`)];
}

/** Whether `@Public` or `@Roles` stands on this class or function. */
export function isDeclaredOn(target: unknown): boolean {
  return typeof target === 'function' && declaredOn(target).length > 0;
}

function declaring(access: Access): Place {
  return (target: object, _key?: string | symbol, method?: PropertyDescriptor) => {
    const place = (method?.value ?? target) as object;
    const before = (Reflect.getOwnMetadata(DECLARED, place) ?? []) as Access[];
    Reflect.defineMetadata(DECLARED, [...before, access], place);
  };
}

function declaredOn(target: object): readonly Access[] {
  return (Reflect.getMetadata(DECLARED, target) ?? []) as Access[];
}

function functionOf(controller: Type, method: string): object {
  return Reflect.get(controller.prototype as object, method) as object;
}
