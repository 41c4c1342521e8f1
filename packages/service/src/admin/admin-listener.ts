import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { cameToAdmin } from '../access/surface.ts';
import { answerUnreadable } from '../http/client-errors.ts';
import { nodeLimits, serverLimits } from '../http/server-limits.ts';

/**
 * The second listener of a service, for those who run it: routes with `@AdminSurface()` answer here and nowhere else.
 * It is for loopback or a network that only operators reach.
 */
export class AdminListener {
  private readonly server: Server;

  constructor(fastify: FastifyInstance) {
    this.server = createServer(nodeLimits, (request, response) => {
      cameToAdmin(request);
      fastify.routing(request, response);
    });
    this.server.maxConnections = serverLimits.adminConnections;
    this.server.on('clientError', answerUnreadable);
  }

  /** Resolves to its URL. Rejects when the port is taken. */
  async listen({ port, host }: { port: number; host: string }): Promise<string> {
    this.server.listen({ port, host });
    await once(this.server, 'listening');
    return this.url();
  }

  close(): void {
    if (this.server.listening) this.server.close();
    this.server.closeAllConnections();
  }

  private url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }
}
