import { randomUUID } from 'node:crypto';
import { askReplays } from '@holdfast/messaging';
import { sql } from 'kysely';
import pc from 'picocolors';
import { beforeEach, describe, expect, test } from 'vitest';
import { parkedGarden } from '../../test/parked-garden.ts';
import { messagesAcceptPartitionsCommand } from './messages-accept-partitions.ts';
import { messagesCancelReplayCommand } from './messages-cancel-replay.ts';
import { messagesDropCommand } from './messages-drop.ts';
import { messagesHeldListCommand, messagesHeldShowCommand } from './messages-held.ts';
import { messagesRestoredCommand } from './messages-restored.ts';
import { messagesRetireCommand } from './messages-retire.ts';
import { messagesStatusCommand } from './messages-status.ts';
import { messagesTryAgainCommand } from './messages-try-again.ts';

const { root, database, runs } = await parkedGarden('@holdfast/messaging');
const { owner } = database;
const [held, unsent] = ['garden.diary:garden.events/0@3', 'garden:outbox@7'];
const why = { because: 'mended', by: 'ann' };

let told: string[];
let said: string[];
const terminal = {
  out: (line: string) => void told.push(line),
  say: (line: string) => void said.push(line),
  colour: pc,
};

beforeEach(async () => {
  [told, said] = [[], []];
  await sql`truncate holdfast.consumer_parked, holdfast.consumer_position, holdfast.consumer_topic, holdfast.outbox_parked,
                     holdfast.outbox_parked_key, holdfast.audit`.execute(owner);
  await park('oak', 3, 'waiting');
  await park('ash', 5, 'dead');
  await sql`insert into holdfast.outbox_parked_key (topic, key, reason) values ('garden.events', 'elm', 'too large')`.execute(
    owner,
  );
  await sql`insert into holdfast.outbox_parked (id, message_id, topic, key, headers, payload, created_at)
            values (7, ${randomUUID()}, 'garden.events', 'elm', '{}', '{"tree":"elm"}', now())`.execute(owner);
});

const park = (key: string, offset: number, state: string) =>
  sql`insert into holdfast.consumer_parked (consumer, topic, partition, record_offset, key, message_id, headers, payload,
             record_at, attempts, first_failed_at, error_name, error, next_at, state)
      values ('garden.diary', 'garden.events', 0, ${offset}, ${key}, ${randomUUID()}, '{"ce_type": "garden.grew.v1"}',
              '{"tree":"oak"}', now(), 2, now(), 'TooDry', 'no water',
              ${state === 'dead' ? null : sql`'infinity'::timestamptz`}, ${state})`.execute(owner);
const actions = async () =>
  (
    await sql<{ what: string }>`select subject || ' ' || action as what from holdfast.audit order by 1`.execute(owner)
  ).rows.map(({ what }) => what);
const tryAgain = (wish: Partial<Parameters<typeof messagesTryAgainCommand>[0]>) =>
  messagesTryAgainCommand({ root, terminal, which: 'parked', names: [], perSecond: 10, ...why, ...wish });

describe('messages that are held back', () => {
  test('are listed on both sides, the dead ones apart', async () => {
    expect(await messagesHeldListCommand({ root, terminal, which: 'parked', json: true })).toBe(0);
    expect(JSON.parse(told[0]!)).toMatchObject({
      parked: [
        { name: held, key: 'oak', why: 'TooDry: no water', nextAt: null, by: 'consumer' },
        { name: unsent, key: 'elm', why: 'too large', by: 'outbox' },
      ],
      missing: ['shed'],
    });
    await messagesHeldListCommand({ root, terminal, which: 'dead', service: 'garden' });
    expect(told.join('\n')).toContain('garden.diary:garden.events/0@5  ash');
  });

  test.each([held, unsent])('are shown with their data: %s', async (name) => {
    expect(await messagesHeldShowCommand({ root, terminal, name })).toBe(0);
    expect(told.join('\n')).toContain('{"tree":"');
    expect(await messagesHeldShowCommand({ root, terminal, name: name.replace(/\d+$/, '99') })).toBe(1);
  });

  test('are tried again by name, with an audit row each, and by a dry run not at all', async () => {
    expect(await tryAgain({ names: [held], dryRun: true })).toBe(0);
    expect([await actions(), told[0]]).toEqual([[], expect.stringContaining('Nothing was changed')]);
    expect(await tryAgain({ names: [held, unsent] })).toBe(0);
    expect(await actions()).toEqual(['elm messages.outbox-released', 'oak messages.released']);
    expect(await tryAgain({ names: ['garden.diary:garden.events/0@99'] })).toBe(1);
  });

  test('are tried again all at once, the dead ones by their own word', async () => {
    await tryAgain({ all: true });
    await tryAgain({ which: 'dead', all: true, service: 'garden' });
    expect(await actions()).toEqual(['ash messages.requeued', 'elm messages.outbox-released', 'oak messages.released']);
  });

  test.each([held, unsent])('are dropped with who and why: %s', async (name) => {
    const drop = (dryRun: boolean) => messagesDropCommand({ root, terminal, which: 'parked', name, dryRun, ...why });
    expect([await drop(true), await actions()]).toEqual([0, []]);
    expect([await drop(false), (await actions()).length, await drop(false)]).toEqual([0, 1, 1]);
  });

  test.each([held, unsent])('are not dead as long as they are tried again or can be sent: %s', async (name) => {
    for (const dryRun of [true, false]) {
      const refused = { code: 'not-dead', message: expect.stringMatching(/parked release .* parked drop/) };
      await expect(tryAgain({ which: 'dead', names: [name], dryRun })).rejects.toMatchObject(refused);
      const drop = messagesDropCommand({ root, terminal, which: 'dead', name, dryRun, ...why });
      await expect(drop).rejects.toMatchObject(refused);
    }
    expect(await actions()).toEqual([]);
  });

  test('are looked at by a dry run without a reason', async () => {
    const looked = await messagesDropCommand({ root, terminal, which: 'parked', name: held, dryRun: true });
    expect([
      looked,
      await messagesTryAgainCommand({
        root,
        terminal,
        which: 'parked',
        all: true,
        names: [],
        perSecond: 1,
        dryRun: true,
      }),
    ]).toEqual([0, 0]);
    await expect(messagesDropCommand({ root, terminal, which: 'parked', name: held })).rejects.toMatchObject({
      code: 'unexplained',
    });
  });

  test('are decided by somebody, for a reason, and by name or all of them', async () => {
    await expect(tryAgain({ names: [held], because: ' ' })).rejects.toMatchObject({ code: 'unexplained' });
    await expect(tryAgain({})).rejects.toMatchObject({ code: 'names-or-all' });
    await expect(tryAgain({ all: true, service: 'pond' })).rejects.toMatchObject({ code: 'no-such-service' });
  });
});

test('messages status says how much waits on both sides', async () => {
  await sql`insert into holdfast.consumer_position (consumer, topic, partition, token, next_offset, cluster_id)
            values ('garden.diary', 'garden.events', 0, ${randomUUID()}, 9, 'one')`.execute(owner);
  expect(await messagesStatusCommand({ root, terminal })).toBe(0);
  expect(told).toEqual([
    'garden: 0 to be sent; 1 key parked with 1 message; nobody holds the relay’s lease',
    '  garden.diary: at garden.events/0@9; 2 keys parked with 2 messages, 1 of the keys behind a dead message',
    'shed: never started on these data',
    'Kafka does not run here, so how far behind consumers are is not known.',
  ]);
});

test('messages status of what does not run says so', async () => {
  runs();
  await messagesStatusCommand({ root, terminal, service: 'garden' });
  runs('garden-2');
  expect(told[0]).toMatch(/^garden \(does not run\): 0 to be sent;/);
});

test('messages restored lets a relay go on, and refuses where there is no database', async () => {
  expect(await messagesRestoredCommand({ root, terminal, service: 'garden', ...why })).toBe(0);
  expect(await actions()).toEqual(['garden messages.restored']);
  expect(await messagesRestoredCommand({ root, terminal, service: 'shed', ...why })).toBe(1);
});

test('messages cancel-replay ends a replay once, with who and why', async () => {
  const operator = { name: 'ann', because: 'the diary was wrong' };
  const range = { topic: 'garden.events', partition: 0, from: 1n, to: 3n };
  const wish = { consumer: 'garden.diary', again: false, perSecond: 1, operator };
  const [id] = await askReplays(owner, [range], wish);
  const cancel = (one: string) => messagesCancelReplayCommand({ root, terminal, service: 'garden', id: one, ...why });
  expect([await cancel('all'), await cancel(id!), await cancel(id!), await cancel(randomUUID())]).toEqual([1, 0, 1, 1]);
  expect(await actions()).toEqual(['garden.diary messages.replay', 'garden.diary messages.replay-cancelled']);
});

test('messages retire lets a consumer begin anew when nothing of it waits, with who and why', async () => {
  await sql`insert into holdfast.consumer_position (consumer, topic, partition, token, next_offset, cluster_id)
            values ('garden.diary', 'garden.events', 0, ${randomUUID()}, 9, 'old')`.execute(owner);
  const retire = (consumer: string) => messagesRetireCommand({ root, terminal, service: 'garden', consumer, ...why });
  expect([await retire('garden.song'), await retire('garden.diary')]).toEqual([1, 1]);
  expect(said).toEqual([
    expect.stringContaining('no consumer garden.song'),
    expect.stringContaining('Still parked of garden.diary: 2.'),
  ]);
  await sql`delete from holdfast.consumer_parked`.execute(owner);
  expect([await retire('garden.diary'), await retire('garden.diary')]).toEqual([0, 1]);
  expect(await actions()).toEqual(['garden.diary messages.consumer-retired']);
});

test('messages accept-partitions lets a consumer go on, with who and why', async () => {
  await sql`insert into holdfast.consumer_topic (consumer, topic, partitions) values ('garden.diary', 'garden.events', 3)`.execute(
    owner,
  );
  const which = { service: 'garden', consumer: 'garden.diary', topic: 'garden.events' };
  const accept = () => messagesAcceptPartitionsCommand({ root, terminal, ...which, ...why });
  expect([await accept(), await accept()]).toEqual([0, 1]);
  expect(await actions()).toEqual(['garden.diary messages.partitions-accepted']);
});
