import type { Service } from '../src/index.ts';
import type { Readiness } from '../src/health/readiness.ts';

/** What a service tells those who run it, with the status that it answers. */
export async function readinessTold(service: Service): Promise<Readiness & { readonly http: number }> {
  const url = await service.admin.listen({ port: 0, host: '127.0.0.1' });
  try {
    const answer = await fetch(`${url}/health/ready`);
    return { http: answer.status, ...((await answer.json()) as Readiness) };
  } finally {
    service.admin.close();
  }
}
