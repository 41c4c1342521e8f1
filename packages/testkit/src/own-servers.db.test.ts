import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { ownServers } from './own-servers.ts';
import { openTestDatabase } from './test-database.ts';

const servers = await ownServers({ kafka: 'none' });

test('a server of its own may be killed, and comes back with what it acknowledged', async () => {
  const { owner, drop } = await openTestDatabase(servers, { service: 'garden' });
  const write = (id: number) => sql`insert into garden.bed values (${id})`.execute(owner);
  await sql`create table garden.bed (id int)`.execute(owner);
  await write(1);
  await servers.fault.killPostgres();
  await expect(write(2)).rejects.toThrow(/ECONNREFUSED|terminated|reset/);
  await servers.fault.startPostgres();
  const read = async () => (await sql`select id from garden.bed`.execute(owner)).rows;
  expect(await eventually(read, { what: 'the server answers again' })).toEqual([{ id: 1 }]);
  await drop();
});
