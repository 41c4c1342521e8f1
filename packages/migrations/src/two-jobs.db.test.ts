import { describe, expect, test } from 'vitest';
import { eventually } from '../test/eventually.ts';
import { scratchDatabase, withClient } from '../test/scratch-database.ts';
import { expand, outside, writePackage } from '../test/written-package.ts';
import { migrate } from './migrate.ts';
import type { MigrationEvent } from './migrate.ts';
import { AnotherJobRuns } from './owner-session.ts';

// A table that a test holds locked, so that a file which needs it stands still until the test lets it go.
const gate = { '0001-gate.sql': expand('create table gate (id int);') };
const through = { ...gate, '0002-through.sql': expand('lock table gate;\ncreate table bed (id int);') };

async function jobs() {
  const { ownerUrl: url, roles, read } = await scratchDatabase();
  const start = (files: Record<string, string>, waitForLockMs?: number) => {
    const events: MigrationEvent[] = [];
    const packages = [writePackage('@yard/garden', files)];
    const wait = waitForLockMs === undefined ? {} : { waitForLockMs };
    return {
      events,
      done: migrate({ url, roles, packages, schema: 'garden', log: (event) => void events.push(event), ...wait }),
    };
  };
  const standsStill = async () =>
    (await read(`select from pg_locks where relation = to_regclass('garden.gate') and not granted`)).length > 0;
  return { url, read, start, standsStill };
}

describe('two jobs at once', async () => {
  const { url, read, start, standsStill } = await jobs();

  test('take turns, and the second finds nothing to do', async () => {
    await start(gate).done;
    await withClient(url, async (client) => {
      await client.query('begin; lock table garden.gate');
      const first = start(through);
      await eventually('the first job stands still', standsStill);
      const second = start(through);
      await eventually('the second job waits', async () => second.events.length > 0);
      expect(second.events).toEqual([{ event: 'waiting' }]);
      await client.query('commit');
      expect((await first.done).applied).toHaveLength(1);
      expect(await second.done).toMatchObject({ applied: [], alreadyApplied: 2 });
    });
    expect(await read('select file from holdfast.migration order by file')).toHaveLength(2);
  });
});

describe('a job that has waited long enough', async () => {
  const { url, start, standsStill } = await jobs();

  test('ends with the process that holds the lock, and has changed nothing', async () => {
    await start(gate).done;
    await withClient(url, async (client) => {
      await client.query('begin; lock table garden.gate');
      const first = start(through);
      await eventually('the first job stands still', standsStill);
      const error = await start(through, 0).done.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AnotherJobRuns);
      expect((error as AnotherJobRuns).holderPid).toBeGreaterThan(0);
      await client.query('commit');
      await first.done;
    });
  });
});

describe('a job that waits for another’s index', async () => {
  const { url, read, start } = await jobs();
  const index = { ...gate, '0002-index.sql': outside('create index concurrently if not exists gate_id on gate (id);') };

  test('does not keep that index from being finished', async () => {
    await start(gate).done;
    await withClient(url, async (client) => {
      // The index waits for this transaction, as it would for a job that waits for its lock inside a statement.
      await client.query('begin; lock table garden.gate in row exclusive mode');
      const first = start(index);
      await eventually(
        'the first job builds',
        async () =>
          (await read(`select from pg_stat_progress_create_index where datname = current_database()`)).length > 0,
      );
      const second = start(index);
      await eventually('the second job waits', async () => second.events.length > 0);
      await client.query('commit');
      expect((await first.done).applied).toHaveLength(1);
      expect((await second.done).applied).toEqual([]);
    });
    expect(await read(`select indisvalid from pg_index where indexrelid = 'garden.gate_id'::regclass`)).toEqual([
      { indisvalid: true },
    ]);
  });
});
