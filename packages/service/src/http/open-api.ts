import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/**
 * `/openapi.json`, made from the zod schemas that also check the requests, and `/docs`, which shows it. The page, its
 * scripts and its styles are served from here; it loads nothing from elsewhere.
 */
export function serveOpenApi(
  app: NestFastifyApplication,
  { title, release }: { title: string; release: string },
): void {
  const about = new DocumentBuilder().setTitle(title).setVersion(release).build();
  const document = withProblems(SwaggerModule.createDocument(app, about));
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: title,
    // The page would otherwise ask a validator on the internet about the document.
    swaggerOptions: { validatorUrl: null },
  });
}

/** Every operation may answer with a problem; saying so on each controller method would be the same line each time. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const answer = {
    description: 'Refused. `code` says why and does not change.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.put, path.post, path.delete, path.patch]) {
      if (operation) operation.responses = { ...operation.responses, default: answer };
    }
  }
  const components = { ...document.components, schemas: { ...document.components?.schemas, Problem: problemSchema } };
  return { ...document, components };
}

const text = { type: 'string' };
const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'instance', 'code'],
  properties: {
    type: { ...text, format: 'uri' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    instance: text,
    code: { ...text, description: 'What programs decide by.' },
    traceId: text,
    problems: {
      type: 'array',
      items: { type: 'object', required: ['path', 'message'], properties: { path: text, message: text } },
    },
  },
};
