import type { FastifyServerOptions } from 'fastify';

/** Its lines have the fields of a service's lines, so that `logs` shows both alike and in the order of their times. */
export const logSettings = {
  base: { service: 'outside-world', pid: process.pid },
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (level) => ({ level }) },
} satisfies FastifyServerOptions['logger'];
