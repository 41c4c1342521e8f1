import type { FastifyInstance } from 'fastify';
import { Refusal } from '../refusal.ts';

/** Whatever the content type says, so that `curl -d '{…}'` works. No body is `undefined`. */
export function readEveryBodyAsJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : JSON.parse(String(body)));
    } catch (error) {
      done(new Refusal(400, 'invalid-request', `The body is not JSON: ${String(error)}`));
    }
  });
}
