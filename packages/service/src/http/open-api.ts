import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { RouteFacts } from '../access/route-book.ts';
import { problemAnswer, withAccess } from './open-api-access.ts';

/**
 * `/openapi.json`, made from the zod schemas that also check the requests, and `/docs`, which shows it. The page, its
 * scripts and its styles are served from here; it loads nothing from elsewhere.
 */
export function serveOpenApi(
  app: NestFastifyApplication,
  { title, release, routes }: { title: string; release: string; routes: () => readonly RouteFacts[] },
): void {
  const about = new DocumentBuilder().setTitle(title).setVersion(release).build();
  const document = withProblems(SwaggerModule.createDocument(app, about));
  // Who may use a route is known when it is made, which is later.
  SwaggerModule.setup('docs', app, () => withAccess(document, routes()), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: title,
    // The page would otherwise ask a validator on the internet about the document.
    swaggerOptions: { validatorUrl: null },
  });
}

/** Every operation may answer with a problem; saying so on each controller method would be the same line each time. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.put, path.post, path.delete, path.patch]) {
      if (operation)
        operation.responses = {
          ...operation.responses,
          default: problemAnswer('Refused. `code` says why and does not change.'),
        };
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
