import { createHash, timingSafeEqual } from 'node:crypto';
import { CONFIG } from '@holdfast/service';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';

/** Lets in who knows the secret that the card provider and we share. */
@Injectable()
export class CardProviderGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: { readonly OUTSIDE_CARD_PROVIDER_SECRET: string }) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    const expected = `Bearer ${this.config.OUTSIDE_CARD_PROVIDER_SECRET}`;
    if (!isSame(headers.authorization ?? '', expected)) throw new NotTheCardProvider();
    return true;
  }
}

export class NotTheCardProvider extends Error {
  readonly code = 'not-the-card-provider';

  constructor() {
    super('Events of the card provider need the header `authorization: Bearer <the shared secret>`.');
  }
}

interface Request {
  readonly headers: { readonly authorization?: string };
}

// Hashed first, because only texts of one length can be compared in constant time.
function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(first, second);
}
