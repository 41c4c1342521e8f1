import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { MigrationSource } from '../src/migration-source.ts';

/** Writes migration files to a folder of their own, which is deleted after the test. */
export function writePackage(name: string, files: Record<string, string>): MigrationSource {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return { package: name, folder };
}

/** A folder that is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-migrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Writes files below a folder and makes the folders between. */
export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** The text of a file that runs in a transaction. */
export function expand(sql: string): string {
  return `-- phase: expand\n-- transaction: on\n-- door: two-way\n\n${sql}\n`;
}

/** The text of a file that runs outside one. */
export function outside(sql: string): string {
  return `-- phase: expand\n-- transaction: off\n-- door: two-way\n\n${sql}\n`;
}
