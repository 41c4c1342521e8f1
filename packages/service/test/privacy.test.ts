import { Body, Controller, Logger, Post, Query } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createService, IdempotencyKey, Public, type Service } from '../src/index.ts';
import { createLogger } from '../src/logs/logger.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';

const KeeperBody = z.strictObject({ name: z.string(), email: z.email(), card: z.string() });
const keeper = { name: 'Ada Byron', email: 'ada@example.org', card: 'card-4242' };
const personal = [...Object.values(keeper), 'bearer-9f', 'session-7a', 'key-31'];

/** What PostgreSQL reports when a row repeats a unique value, and when a value cannot be read. */
const fromPostgres = Object.assign(new Error(`invalid input syntax for type uuid: "${keeper.email}"`), {
  code: '23505',
  severity: 'ERROR',
  routine: '_bt_check_unique',
  constraint: 'keeper_email',
  detail: `Key (email)=(${keeper.email}) already exists.`,
  where: `COPY keeper, line 1: "${keeper.name}"`,
});

@Public()
@Controller('keepers')
class KeepersController {
  private readonly logger = new Logger('Keepers');

  @Post()
  add(
    @Body({ schema: KeeperBody }) _body: object,
    @IdempotencyKey() _once: object,
    @Query({ schema: z.object({ q: z.string().optional() }) }) _query: object,
  ) {
    this.logger.log('a keeper came');
    return {};
  }

  @Post('twice')
  twice(@Body({ schema: KeeperBody }) _body: object): never {
    throw new Error('the keeper could not be kept', { cause: fromPostgres });
  }
}

const log = keepingLogger((stream) => createLogger({ service: 'pond', release: '2026.1', level: 'trace' }, stream));
let service: Service;
beforeAll(async () => {
  service = await createService(pondWith({ controllers: [KeepersController] }), nothingAnswers, { logger: log.logger });
});
afterAll(() => service.app.close());

const headers = {
  authorization: 'Bearer bearer-9f',
  cookie: 'session=session-7a',
  'idempotency-key': 'key-31',
  'x-correlation-id': 'visit-1',
};
const post = (url: string, payload: object) => service.app.inject({ method: 'POST', url, headers, payload });

describe('the log', () => {
  test('holds nothing that a person sent, whether it was taken, refused or broke', async () => {
    expect((await post(`/keepers?q=${keeper.email}`, keeper)).statusCode).toBe(201);
    expect((await post('/keepers', { ...keeper, email: 'ada@example.org@' })).statusCode).toBe(400);
    expect((await post('/keepers/twice', keeper)).statusCode).toBe(500);
    expect((await post(`/nowhere/${keeper.email}`, keeper)).statusCode).toBe(404);
    expect(log.lines().length).toBeGreaterThan(4);
    expect(personal.filter((word) => log.text().includes(word))).toEqual([]);
  });

  test('still says what happened: route, status, names of the schema, place in the code', async () => {
    expect(log.lines()).toContainEqual(
      expect.objectContaining({
        level: 'info',
        method: 'POST',
        route: '/keepers',
        status: 201,
        correlationId: 'visit-1',
      }),
    );
    const { err } = log.lines().find(({ level }) => level === 'error') as { err: { cause: object; stack: string } };
    expect(err.cause).toMatchObject({
      code: '23505',
      constraint: 'keeper_email',
      message: 'invalid input syntax for type uuid: "…"',
    });
    expect(err.stack).toMatch(/KeepersController\.twice/);
  });

  test('carries the trace and the correlation in lines that the app wrote', () => {
    const line = log.lines().find(({ msg }) => msg === 'a keeper came');
    expect(line).toMatchObject({
      service: 'pond',
      context: 'Keepers',
      correlationId: 'visit-1',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test('takes an error as an error, and not as a text that may quote a row', () => {
    log.logger.warn({ err: fromPostgres, error: fromPostgres.detail }, 'a partition waits');
    const line = log.lines().find(({ msg }) => msg === 'a partition waits');
    expect(line).toMatchObject({ err: { code: '23505' } });
    expect(JSON.stringify(line)).not.toContain(keeper.email);
  });

  test('censors credentials that somebody logs anyway, and drops whole requests', () => {
    log.logger.info(
      { headers, password: 'hunter2', nested: { deep: { token: 'tok-1' } }, req: { body: keeper } },
      'careless',
    );
    const careless = log
      .text()
      .split('\n')
      .find((line) => line.includes('careless'))!;
    expect([...personal, 'hunter2', 'tok-1'].filter((word) => careless.includes(word))).toEqual([]);
    expect(careless).toContain('[censored]');
  });
});
