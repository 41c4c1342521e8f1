import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * Opens one connection as the owner and closes it when `body` is done. All of a job happens on it: the lock belongs to
 * the connection, so work on a second one would go on when the lock is lost.
 */
export async function inOwnerSession<T>(url: string, body: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'holdfast migrations', options: noticeDeadJob });
  client.on('error', () => undefined); // A connection that breaks fails the query that runs, or the next one.
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

// Without it, the server would finish a killed job's statement, and hold its locks, before it noticed that nobody waits.
const noticeDeadJob = '-c client_connection_check_interval=1000';

/** How to wait for another job on the same database. */
export interface WaitForLock {
  readonly withinMs: number;
  /** Told once, when the lock is not free at the first try. */
  readonly onWait: () => void;
}

/** Runs `body` while no other job can. Throws {@link AnotherJobRuns} if the lock does not become free in time. */
export async function underLock<T>(client: Client, wait: WaitForLock, body: () => Promise<T>): Promise<T> {
  await takeLock(client, wait);
  try {
    return await body();
  } finally {
    // Where the connection is lost, the lock is gone with it.
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => undefined);
  }
}

/** Another job holds the lock and did not finish in time. Nothing was changed by this one. */
export class AnotherJobRuns extends Error {
  readonly code = 'another-job-runs';
  readonly holderPid: number | undefined;

  constructor(waitedMs: number, holderPid: number | undefined) {
    const holder = holderPid === undefined ? 'nobody any more' : `server process ${holderPid}`;
    super(
      `Another migration job has held the lock for ${waitedMs} ms (now: ${holder}). See what it does in pg_stat_activity, then start this job again.`,
    );
    this.holderPid = holderPid;
  }
}

// Asked for again and again and not waited for in one statement: such a statement holds a snapshot, for which
// `create index concurrently` in the other job would wait, while this one waits for that job.
async function takeLock(client: Client, { withinMs, onWait }: WaitForLock): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (let isFirstTry = true; !(await tryLock(client)); isFirstTry = false) {
    if (isFirstTry) onWait();
    if (performance.now() > deadline) throw new AnotherJobRuns(withinMs, await holderOf(client));
    await pause(50);
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lockKey]);
  return rows[0]?.taken === true;
}

async function holderOf(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = $1 and objsubid = 1
     and database = (select oid from pg_database where datname = current_database())`,
    [lockKey],
  );
  return rows[0]?.pid;
}

/** Any number that nobody else uses. Advisory locks belong to one database, and so does a job. */
const lockKey = 701_304_518;
