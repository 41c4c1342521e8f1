import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { jobEnvironment, JobSettingsMissing, OwnerUnreadable, readJobSettings } from './job-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'owner-'));
afterAll(() => rmSync(folder, { recursive: true }));

const url = 'postgres://garden_owner:hush@127.0.0.1/garden';
const file = join(folder, 'owner');
writeFileSync(file, `${url}\n`);

const { OWNER_DATABASE_URL: _url, ...others } = jobEnvironment({
  url,
  schema: 'garden',
  roles: { app: 'garden_app', relay: 'garden_relay' },
});

describe('the login of the owner', () => {
  test('may come in a file, whose last line end is no part of it', () => {
    expect(readJobSettings({ ...others, OWNER_DATABASE_URL_FILE: file }, '/app').url).toBe(url);
  });

  test('comes from one of the two', () => {
    const both = { ...others, OWNER_DATABASE_URL: url, OWNER_DATABASE_URL_FILE: file };
    expect(() => readJobSettings(both, '/app')).toThrow(OwnerUnreadable);
    expect(() => readJobSettings({ ...others, OWNER_DATABASE_URL_FILE: '' }, '/app')).toThrow(JobSettingsMissing);
  });

  test('that cannot be read is told without what was given', () => {
    const wrong = { ...others, OWNER_DATABASE_URL_FILE: 'postgres://root:hunter2@db/garden' };
    expect(() => readJobSettings(wrong, '/app')).toThrow(
      'OWNER_DATABASE_URL_FILE names a file that cannot be read (ENOENT).',
    );
  });
});
