import type { BenchDatabase } from './bench-database.ts';
import { nowhere, relayed, type OutboxName } from './draining.ts';
import { graphileWorker, pgBoss } from './job-queues.ts';
import { nestjsOutbox } from './nestjs-outbox.ts';
import { pgTransactionalOutbox } from './pg-transactional-outbox.ts';
import { scaled, type Sizes, type Subject } from './subject.ts';
import { leaseAndDeleteEach, selectAndDelete } from './their-relays.ts';

/** How quickly a backlog is emptied into a broker that takes everything at once: the database's part of a relay. */
export function drains(database: BenchDatabase, sizes: Sizes): Subject[] {
  const ours = (outbox: OutboxName): Subject => ({
    name: outbox,
    run: () => relayed(database, { outbox, broker: nowhere, count: scaled(60_000, sizes) }),
  });
  return [
    ours('outbox'),
    ours('tick outbox'),
    { name: 'select and delete 1,000, modelled', run: () => selectAndDelete(database, scaled(60_000, sizes)) },
    {
      name: 'lease and delete each, modelled',
      run: () => leaseAndDeleteEach(database, { count: scaled(3_000, sizes), emit: async () => undefined }),
    },
    pgBoss(database, scaled(5_000, sizes)),
    graphileWorker(database, scaled(10_000, sizes)),
    pgTransactionalOutbox(database, scaled(100, sizes)),
    nestjsOutbox(database, scaled(300, sizes)),
  ];
}
