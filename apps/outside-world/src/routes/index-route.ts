import type { FastifyInstance } from 'fastify';
import type { OutsideSystem } from '../systems/outside-system.ts';

export function indexRoute(app: FastifyInstance, systems: readonly OutsideSystem[]): void {
  const text = `${['The outside world: systems that are not ours.', '', ...systems.flatMap(pathsOf), ...rest].join('\n')}\n`;
  app.get('/', (_request, reply) => reply.type('text/plain; charset=utf-8').send(text));
}

function pathsOf({ name, operations }: OutsideSystem): string[] {
  return [
    name,
    ...operations.flatMap(({ path }) => [
      `  POST /${name}/${path}   with the header Idempotency-Key`,
      `  GET  /${name}/${path}?reference=`,
    ]),
    `  GET  /${name}/keys/:key`,
    `  POST /${name}/keys/:key/cancel`,
    `  GET  /ledger/${name}`,
    `  PUT  /faults/${name}   DELETE clears`,
    '',
  ];
}

const rest = [
  'identity: says who somebody is. It gives anybody a token for anybody, so it is for development',
  '  POST /identity/token    {"subject":"rose","roles":["customer"],"audience":"shop","expiresInS":3600}',
  '  GET  /identity/jwks     GET /identity/.well-known/openid-configuration',
  '  POST /identity/rotate   a new key signs; with {"withdraw":true} what the others signed is worth nothing',
  '',
  'all of them',
  '  GET  /ledger     what really happened',
  '  GET  /faults     the switches, and how often they were felt',
  '  GET  /webhooks   what was told, and what still will be',
  '  GET  /health/ready',
];
