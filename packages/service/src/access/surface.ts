import { SetMetadata, type Type } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';

/** Which of the two listeners a request came to, or a route answers on. */
export type Surface = 'public' | 'admin';

const SURFACES = 'holdfast.surfaces';
const fromAdmin = new WeakSet<IncomingMessage>();

/**
 * The route answers on the admin listener and nowhere else. It is no word about who may use it: `@Public()` or
 * `@Roles(…)` stands beside it. On a controller's method, or on a controller for all of its methods.
 */
export function AdminSurface(): MethodDecorator & ClassDecorator {
  return SetMetadata(SURFACES, ['admin'] satisfies Surface[]);
}

/** The route answers on both listeners. For the platform's own routes. */
export function BothSurfaces(): MethodDecorator & ClassDecorator {
  return SetMetadata(SURFACES, ['public', 'admin'] satisfies Surface[]);
}

/** Where a controller's method answers. */
export function surfacesOf(controller: Type, method: string): readonly Surface[] {
  const onMethod: unknown = Reflect.get(controller.prototype as object, method);
  const found: unknown = Reflect.getMetadata(SURFACES, onMethod as object) ??
    Reflect.getMetadata(SURFACES, controller) ?? ['public'];
  return found as readonly Surface[];
}

/** Remembers that a request came to the admin listener. */
export function cameToAdmin(request: IncomingMessage): void {
  fromAdmin.add(request);
}

/** Which listener a request came to. */
export function surfaceOf(request: { readonly raw: IncomingMessage }): Surface {
  return fromAdmin.has(request.raw) ? 'admin' : 'public';
}
