import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AdminSurface, Answers, createService, IdempotencyKey, Public, Roles, type Service } from '../src/index.ts';
import { keepingLogger, nothingAnswers, pondWith } from './alone.ts';

const FishBody = z
  .strictObject({
    name: z.string().min(1),
    weights: z.array(z.strictObject({ grams: z.int().min(1) })).max(3),
  })
  .meta({ example: { name: 'Hilda', weights: [] } });

const AddedFish = z.strictObject({ id: z.uuid() });

@Roles('keeper', 'owner')
@Controller({ path: 'ponds', version: '1' })
class FishController {
  @Post(':pond/fish')
  @Answers(202, AddedFish)
  add(
    @Param('pond', { schema: z.uuid() }) _pond: string,
    @Body({ schema: FishBody }) _body: object,
    @IdempotencyKey() _once: object,
  ) {}

  @Public()
  @Get('open')
  show() {}

  @AdminSurface()
  @Get('closed')
  close() {}
}

let service: Service;
beforeAll(async () => {
  service = await createService(pondWith({ controllers: [FishController] }), nothingAnswers, {
    logger: keepingLogger().logger,
  });
});
afterAll(() => service.app.close());

const document = async () => (await service.app.inject({ url: '/openapi.json' })).json();

describe('the OpenAPI document', () => {
  test('shows what the schema says, and that nothing else is taken', async () => {
    const { paths, info } = await document();
    const { schema } = paths['/v1/ponds/{pond}/fish'].post.requestBody.content['application/json'];
    expect(info).toMatchObject({ title: 'pond', version: '2026.1' });
    expect(schema).toMatchObject({
      type: 'object',
      required: ['name', 'weights'],
      additionalProperties: false,
      example: { name: 'Hilda', weights: [] },
      properties: { name: { type: 'string', minLength: 1 }, weights: { type: 'array', maxItems: 3 } },
    });
  });

  test('shows the parameters, the key among them', async () => {
    const { paths } = await document();
    expect(paths['/v1/ponds/{pond}/fish'].post.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          in: 'path',
          name: 'pond',
          required: true,
          schema: expect.objectContaining({ format: 'uuid' }),
        }),
        expect.objectContaining({ in: 'header', name: 'Idempotency-Key', required: true }),
      ]),
    );
  });

  test('shows the status and the JSON of an answer', async () => {
    const { responses } = (await document()).paths['/v1/ponds/{pond}/fish'].post;
    expect(Object.keys(responses)).toEqual(['202', '401', '403', 'default']);
    expect(responses['202'].content['application/json'].schema).toMatchObject({
      required: ['id'],
      properties: { id: { type: 'string', format: 'uuid' } },
    });
  });

  test('shows what a refusal looks like', async () => {
    const { paths, components } = await document();
    expect(paths['/v1/ponds/{pond}/fish'].post.responses.default.content).toHaveProperty(['application/problem+json']);
    expect(components.schemas.Problem.required).toContain('code');
  });
});

describe('who may use what', () => {
  test('is in the document: a token, and what is answered without it or without the role', async () => {
    const { paths, components } = await document();
    const { security, responses } = paths['/v1/ponds/{pond}/fish'].post;
    expect(components.securitySchemes).toMatchObject({
      token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
    expect(security).toEqual([{ token: [] }]);
    expect(responses['403'].description).toContain('keeper, owner');
    expect(responses['401'].content).toHaveProperty(['application/problem+json']);
  });

  test('is nothing for a public route', async () => {
    const { get } = (await document()).paths['/v1/ponds/open'];
    expect(get.security).toBeUndefined();
    expect(Object.keys(get.responses)).toEqual(['200', 'default']);
  });

  test('leaves out what answers on the admin listener alone', async () => {
    const { paths } = await document();
    expect(Object.keys(paths).toSorted()).toEqual([
      '/health/live',
      '/health/ready',
      '/v1/ponds/open',
      '/v1/ponds/{pond}/fish',
    ]);
  });
});

describe('the page that shows it', () => {
  test.each(['/docs', '/docs/'])(
    'loads nothing from elsewhere, and everything that it loads is there: %s',
    async (page) => {
      const answer = await service.app.inject({ url: page });
      expect(answer.statusCode).toBe(200);
      const loaded = [...answer.body.matchAll(/<(?:script|link|img)[^>]*(?:src|href)=['"]([^'"]+)/g)].map(
        ([, url]) => url!,
      );
      expect(loaded.length).toBeGreaterThan(3);
      for (const url of loaded) {
        expect(url).toMatch(/^\.\//);
        const { pathname } = new URL(url, `http://here${page}`);
        expect({ pathname, status: (await service.app.inject({ url: pathname })).statusCode }).toEqual({
          pathname,
          status: 200,
        });
      }
    },
  );

  test('runs under the policy that it is sent with: nothing inline but styles', async () => {
    const answer = await service.app.inject({ url: '/docs' });
    expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
    expect(answer.body).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(answer.body).not.toMatch(/\son\w+=/);
  });

  test('has styles and settings that name no other place', async () => {
    const [styles, settings] = await Promise.all(
      ['swagger-ui.css', 'swagger-ui-init.js'].map((file) => service.app.inject({ url: `/docs/${file}` })),
    );
    expect(styles!.body).not.toMatch(/url\(['"]?(https?:)?\/\//);
    expect(settings!.body).toContain('"validatorUrl": null');
  });
});
