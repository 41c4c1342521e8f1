import { createOutbox } from '@holdfast/messaging';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import type { BenchDatabase } from './bench-database.ts';
import { consume, single } from './consumers.ts';
import { saying } from './producers.ts';
import { scaled, type Rate, type Sizes, type Subject } from './subject.ts';

/** What it costs that every tenth trace is recorded: where messages are said, and where they are handled one by one. */
export function tracing(database: BenchDatabase, sizes: Sizes): Subject[] {
  const outbox = createOutbox({ service: 'garden' });
  const says = () => saying(database, { writer: outbox, says: true, forMs: sizes.forMs });
  const hears = () => consume(database, { count: scaled(12_000, sizes), records: 200, handler: single });
  return [
    { name: 'saying, no tracing', run: says },
    { name: 'saying, 10 % traced', run: () => traced(says) },
    { name: 'handling, no tracing', run: hears },
    { name: 'handling, 10 % traced', run: () => traced(hears) },
  ];
}

/** With an SDK whose exporter takes everything at once: what is done with spans is not ours. */
async function traced(run: () => Promise<Rate>): Promise<Rate> {
  const provider = new TracerProvider({
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new Taking() })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  try {
    return await run();
  } finally {
    trace.disable();
    context.disable();
    await provider.shutdown();
  }
}

/** Keeps none of them, however many come. */
class Taking extends InMemorySpanExporter {
  override export(_spans: readonly ReadableSpan[], done: Parameters<InMemorySpanExporter['export']>[1]): void {
    super.export([], done);
  }
}
