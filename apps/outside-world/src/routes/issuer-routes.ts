import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { signToken, TokenRequest } from '../issuer/sign-token.ts';
import { read } from '../refusal.ts';
import type { World } from '../world.ts';

const Rotation = z.strictObject({ withdraw: z.boolean().default(false) });

/** The system that says who somebody is. It believes everybody, and keeps no ledger: a token has no effect by itself. */
export function issuerRoutes(app: FastifyInstance, { issuerKeys, now }: World, publicUrl: string | undefined): void {
  const issuer = () => `${publicUrl ?? ownUrl(app)}/identity`;
  const jwks = () => ({ keys: issuerKeys.published().map(({ publicKey }) => publicKey) });

  app.get('/identity/.well-known/openid-configuration', () => ({
    issuer: issuer(),
    jwks_uri: `${issuer()}/jwks`,
    token_endpoint: `${issuer()}/token`,
  }));
  app.get('/identity/jwks', jwks);
  app.post('/identity/token', async (request) => {
    const wanted = read(TokenRequest, request.body);
    const token = await signToken(wanted, { issuer: issuer(), key: issuerKeys.published()[0], now: now() });
    return { token, expiresInS: wanted.expiresInS };
  });
  app.post('/identity/rotate', (request) => {
    issuerKeys.rotate(read(Rotation, request.body ?? {}));
    return jwks();
  });
}

function ownUrl(app: FastifyInstance): string {
  const address = app.server.address();
  return address !== null && typeof address === 'object' ? `http://127.0.0.1:${address.port}` : 'http://127.0.0.1';
}
