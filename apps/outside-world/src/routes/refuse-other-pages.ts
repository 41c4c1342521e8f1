import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.ts';

/**
 * Refuses what a page of somebody else sends from a browser on this machine: otherwise any page that a developer looks
 * at could have a token for anybody, either by asking across, or by a name of its own that it makes lead here.
 */
export function refuseOtherPages(app: FastifyInstance, publicUrl: string | undefined): void {
  const known = new Set(['localhost', '127.0.0.1', '[::1]', ...(publicUrl ? [new URL(publicUrl).hostname] : [])]);
  app.addHook('onRequest', (request, _reply, done) => {
    const stranger = strangerIn(request, (url) => URL.canParse(url) && known.has(new URL(url).hostname));
    done(stranger === undefined ? undefined : new Refusal(403, 'from-elsewhere', `${stranger} ${remedy}`));
  });
}

const remedy = 'is not answered: only this machine, and the host that PUBLIC_URL names.';

function strangerIn({ headers }: FastifyRequest, isKnown: (url: string) => boolean): string | undefined {
  const { host, origin } = headers;
  if (host !== undefined && !isKnown(`http://${host}`)) return 'What asks for another `Host`';
  if (origin !== undefined && !isKnown(origin)) return 'A page of another `Origin`';
  return headers['sec-fetch-site'] === 'cross-site' ? 'A page of another site' : undefined;
}
