import { Controller, Get, HttpStatus, Inject, Req, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/declared-access.ts';
import { BothSurfaces, surfaceOf } from '../access/surface.ts';
import type { ServiceConfig } from '../config/service-config.ts';
import { Door } from '../http/door.ts';
import { ServiceRuntime } from '../runtime/service-runtime.ts';
import type { GivenOptions } from '../service-options.ts';
import { CONFIG, SERVICE_OPTIONS } from '../tokens.ts';
import { readinessOf, type Readiness } from './readiness.ts';

/** Whether the process lives, and whether it should be given requests. */
@ApiTags('health')
@Public()
@BothSurfaces()
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  private readonly runtime: ServiceRuntime;
  private readonly door: Door;
  private readonly config: ServiceConfig;
  private readonly options: GivenOptions;

  constructor(
    @Inject(ServiceRuntime) runtime: ServiceRuntime,
    @Inject(Door) door: Door,
    @Inject(CONFIG) config: ServiceConfig,
    @Inject(SERVICE_OPTIONS) options: GivenOptions,
  ) {
    this.runtime = runtime;
    this.door = door;
    this.config = config;
    this.options = options;
  }

  @Get('live')
  @ApiOperation({ summary: 'Answers 200 as long as the process runs.' })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Answers 200 when requests are accepted, else 503; on the admin listener the body says what is missing.',
  })
  async ready(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readiness | Pick<Readiness, 'status'>> {
    const messaging = this.runtime.messaging.health();
    const readiness = readinessOf({
      service: this.options.service.name,
      release: this.config.HOLDFAST_RELEASE,
      shuttingDown: this.door.isClosed,
      postgresAnswers: await this.runtime.pools.answers(),
      messaging: await messaging,
      effects: this.runtime.effects.health(),
    });
    reply.status(readiness.status === 'ready' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    // Releases, topics and errors are for those who run it.
    return surfaceOf(request) === 'admin' ? readiness : { status: readiness.status };
  }
}
