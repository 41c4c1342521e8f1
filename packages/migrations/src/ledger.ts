import type { Client } from 'pg';
import type { Door, Phase } from './header.ts';
import type { MigrationFile } from './migration-file.ts';

/** One applied file, as the database remembers it. */
export interface LedgerRow {
  readonly package: string;
  readonly file: string;
  readonly sha256: string;
  readonly phase: Phase;
  readonly door: Door;
  readonly appliedAt: Date;
  readonly tookMs: number;
  /** The release that applied it, where the job was told. */
  readonly release: string | undefined;
}

/** Makes the ledger if there is none. Phase and door stand in it, so that an older release can read what a newer one did. */
export async function makeLedger(client: Client): Promise<void> {
  await client.query(`
    create table if not exists holdfast.migration (
      package text not null,
      file text not null,
      sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
      phase text not null,
      door text not null,
      applied_at timestamptz not null default clock_timestamp(),
      took_ms integer not null,
      release text,
      primary key (package, file)
    )`);
}

/** All rows, in the sequence in which they were written; none if the database has never been migrated. */
export async function readLedger(client: Client): Promise<readonly LedgerRow[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `select to_regclass('holdfast.migration') is not null as exists`,
  );
  if (found[0]?.exists !== true) return [];
  const { rows } = await client.query<StoredRow>(
    'select package, file, sha256, phase, door, applied_at, took_ms, release from holdfast.migration order by applied_at, package, file',
  );
  return rows.map(({ applied_at: appliedAt, took_ms: tookMs, release, ...rest }) => ({
    ...rest,
    appliedAt,
    tookMs,
    release: release ?? undefined,
  }));
}

/** Remembers a file. In its transaction where it has one, so that file and row are there together or not at all. */
export async function record(
  client: Client,
  file: MigrationFile,
  { tookMs, release }: { tookMs: number; release: string | undefined },
): Promise<void> {
  const { phase, door } = file.header;
  await client.query(
    'insert into holdfast.migration (package, file, sha256, phase, door, took_ms, release) values ($1, $2, $3, $4, $5, $6, $7)',
    [file.package, file.file, file.sha256, phase, door, tookMs, release ?? null],
  );
}

interface StoredRow {
  package: string;
  file: string;
  sha256: string;
  phase: Phase;
  door: Door;
  applied_at: Date;
  took_ms: number;
  release: string | null;
}
