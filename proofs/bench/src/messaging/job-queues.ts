import { Logger, run } from 'graphile-worker';
import { sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { BenchDatabase } from './bench-database.ts';
import { measured, payload } from './draining.ts';
import type { Subject } from './subject.ts';

// Job queues that many use as an outbox. Neither keeps the sequence of a key with these settings; that costs them nothing here.

/** Batches of 500, completed at once; asked again without a pause while batches are full. */
export function pgBoss({ ownerUrl, owner }: BenchDatabase, count: number): Subject {
  return {
    name: 'pg-boss, batches of 500',
    run: async () => {
      const boss = new PgBoss({ connectionString: ownerUrl, schema: 'boss', supervise: false, schedule: false });
      boss.on('error', () => undefined);
      await boss.start();
      try {
        await boss.createQueue('tree-grew');
        await boss.deleteAllJobs('tree-grew');
        const data = JSON.parse(payload) as object;
        await boss.insert(
          'tree-grew',
          Array.from({ length: count }, () => ({ data })),
        );
        return await measured(owner, count, async () => {
          for (;;) {
            const jobs = await boss.fetch('tree-grew', { batchSize: 500 });
            if (jobs.length === 0) return;
            await boss.complete(
              'tree-grew',
              jobs.map(({ id }) => id),
            );
          }
        });
      } finally {
        await boss.stop({ graceful: false });
      }
    },
  };
}

/** As its docs tune it for throughput: a local queue of 500, completions in batches, 24 jobs at a time. */
export function graphileWorker({ ownerUrl, owner }: BenchDatabase, count: number): Subject {
  return {
    name: 'graphile-worker, local queue of 500',
    run: async () => {
      const { promise: done, resolve } = Promise.withResolvers<void>();
      let left = count;
      const worker = await run({
        connectionString: ownerUrl,
        taskList: { idle: () => undefined },
        logger,
        noHandleSignals: true,
      });
      await worker.stop();
      await sql`
        select graphile_worker.add_jobs(array(
          select ('tree-grew', ${payload}::json, null, null, null, null, null, null)::graphile_worker.job_spec
            from generate_series(1, ${count}::int)))`.execute(owner);
      return measured(owner, count, async () => {
        const fast = await run({
          connectionString: ownerUrl,
          taskList: { 'tree-grew': () => void ((left -= 1) === 0 && resolve()) },
          logger,
          noHandleSignals: true,
          preset: { worker: { concurrentJobs: 24, localQueue: { size: 500 }, completeJobBatchDelay: 0 } },
        });
        await done;
        await fast.stop();
      });
    },
  };
}

const logger = new Logger(() => () => undefined);
