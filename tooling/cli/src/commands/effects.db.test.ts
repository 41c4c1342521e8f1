import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@holdfast/testkit';
import { sql } from 'kysely';
import pc from 'picocolors';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { parkedGarden } from '../../test/parked-garden.ts';
import { resolveItem } from '../effects/resolve-item.ts';
import { withDatabases } from '../effects/service-databases.ts';
import { effectsParkedCommand } from './effects-parked.ts';
import { effectsResolveCommand } from './effects-resolve.ts';

const { root, database, park, runs } = await parkedGarden();
const { owner } = database;

let told: string[];
let said: string[];
beforeEach(async () => {
  [told, said] = [[], []];
  await sql`truncate holdfast.effect_intent, holdfast.effect_contradiction, holdfast.effect_decision`.execute(owner);
});
const terminal = {
  out: (line: string) => void told.push(line),
  say: (line: string) => void said.push(line),
  colour: pc,
};

const list = async () => {
  told = [];
  expect(await effectsParkedCommand({ root, terminal, json: true })).toBe(0);
  return JSON.parse(told[0]!) as Record<'parked' | 'contradictions' | 'stuck', Record<string, unknown>[]>;
};
const resolve = async (name: string, more: { as?: string; because?: string; by?: string } = {}) =>
  effectsResolveCommand({ root, terminal, name, as: 'watered', because: 'seen in their book', ...more });

const decisions = async () =>
  (await sql<Record<string, unknown>>`select * from holdfast.effect_decision order by id`.execute(owner)).rows;

/** What the running service does with the next decision. */
async function service(result: 'accepted' | 'refused' | 'acknowledged'): Promise<void> {
  await eventually(async () => (await decisions()).length > 0, { what: 'a decision' });
  await sql`update holdfast.effect_decision set result = ${result}, settled_at = now(),
              refusal = ${result === 'refused' ? 'there is no such outcome:\n\u001B[2A✖ expected a number\n  → at litres' : null}`.execute(
    owner,
  );
  if (result === 'accepted') {
    await sql`update holdfast.effect_intent as i set state = 'concluded', concluded_at = now(), known_at = now(),
                known_by = 'person', outcome = d.outcome from holdfast.effect_decision as d where d.intent = i.id`.execute(
      owner,
    );
  }
}

describe('effects parked', () => {
  test('lists what waits for a person, and says which services could not be asked', async () => {
    const { position, id } = await park('oak');
    const { parked } = await list();
    expect(parked).toEqual([
      {
        id: `garden-${position}`,
        service: 'garden',
        effect: 'garden.water-plant',
        key: 'oak',
        since: expect.stringMatching(/^\d{4}-/),
        why: 'no answer',
        attempts: 3,
        idempotencyKey: id,
        correlationId: 'c',
      },
    ]);
    told = [];
    expect(await effectsParkedCommand({ root, terminal })).toBe(0);
    expect(told.join('\n')).toContain(`garden-${position}  garden.water-plant  oak`);
    expect(told.at(-1)).toBe('Not asked, since they were never started on these data: shed.');
  });

  test('lists of which the outside has said two things', async () => {
    const { id } = await park('elm');
    await sql`update holdfast.effect_intent set state = 'concluded', outcome = '"abandoned"', known_by = 'executor',
                known_at = now(), concluded_at = now() where id = ${id}`.execute(owner);
    await sql`insert into holdfast.effect_contradiction (intent, idempotency_key, outcome, told_by)
              values (${id}, ${id}, '{"result": "watered"}', 'told')`.execute(owner);
    const { parked, contradictions } = await list();
    expect(parked).toEqual([]);
    expect(contradictions).toMatchObject([{ key: 'elm', outcome: 'abandoned', told: [{ result: 'watered' }] }]);
  });

  test('lists what cannot be concluded, which nobody can decide', async () => {
    const { id, position } = await park('oak');
    await sql`update holdfast.effect_intent set state = 'waiting', outcome = '{"result": "watered"}', known_by = 'executor',
                known_at = now(), last_error = 'out of ink' where id = ${id}`.execute(owner);
    const { parked, stuck } = await list();
    expect(parked).toEqual([]);
    expect(stuck).toMatchObject([{ key: 'oak', why: 'out of ink', outcome: { result: 'watered' } }]);
    expect(await resolve(`garden-${position}`)).toBe(1);
    expect(said).toEqual([
      `What came of garden-${position} is known: {"result":"watered"}. Mend the use case that concludes it, which fails: out of ink. It is tried again by itself.`,
    ]);
    expect(await decisions()).toEqual([]);
  });

  test('says so when nothing is', async () => {
    expect(await effectsParkedCommand({ root, terminal })).toBe(0);
    expect(told[0]).toBe('Nothing is parked: no effect waits for a person.');
  });

  test('says so when nothing runs and nothing is kept', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'nothing-here-'));
    onTestFinished(() => rmSync(empty, { recursive: true }));
    expect(await effectsParkedCommand({ root: empty, terminal })).toBe(0);
    expect(told[0]).toContain('Begin with: ./holdfast start');
    expect(await effectsResolveCommand({ root: empty, terminal, name: 'garden-1', as: 'x', because: 'y' })).toBe(1);
  });
});

describe('effects resolve', () => {
  test('writes who decided what and why, and waits until the service has concluded it', async () => {
    const { position } = await park('oak');
    const [code] = await Promise.all([resolve(`garden-${position}`, { by: 'keeper' }), service('accepted')]);
    expect([code, told]).toEqual([0, [`garden-${position} is concluded.`]]);
    expect(await decisions()).toMatchObject([
      { outcome: { result: 'watered' }, because: 'seen in their book', decided_by: 'keeper' },
    ]);
    expect((await list()).parked).toEqual([]);
  });

  test('passes on why the service refused it', async () => {
    const { position } = await park('oak');
    const [code] = await Promise.all([resolve(`garden-${position}`, { as: '{"no":"such"}' }), service('refused')]);
    const lines = ['there is no such outcome:', '[2A✖ expected a number', '→ at litres'].join('\n  ');
    expect([code, said]).toEqual([1, [`garden-${position} is not concluded: ${lines}`]]);
  });

  test('only notes what is about a contradiction', async () => {
    const { position } = await park('oak');
    const [code] = await Promise.all([resolve(`garden-${position}`), service('acknowledged')]);
    expect(code).toBe(0);
    expect(told[0]).toContain('is noted');
  });

  test('does not wait for a service that does not run', async () => {
    const { position } = await park('oak');
    runs('shed');
    expect(await resolve(`garden-${position}`, { as: 'abandoned' })).toBe(0);
    runs('garden-2');
    expect(told[0]).toBe(
      `The decision about garden-${position} is written; garden does not run here, and concludes it when it does.`,
    );
    expect(await decisions()).toMatchObject([{ outcome: 'abandoned', result: null }]);
  });

  test.each(['garden-999999', 'shed-1', 'orchard-1', 'garden', 'garden-x'])(
    'refuses %s, which does not wait',
    async (name) => {
      expect(await resolve(name)).toBe(1);
      expect(said[0]).toBe(`${name} does not wait for a person. ./holdfast effects parked lists what does.`);
      expect(await decisions()).toEqual([]);
    },
  );

  test.each([
    [{ because: ' ' }, 'unexplained'],
    [{ by: '' }, 'unexplained'],
    [{ as: 'two words' }, 'no-outcome'],
  ])('refuses %j, with nothing written', async (more, code) => {
    const { position } = await park('oak');
    await expect(resolve(`garden-${position}`, more)).rejects.toMatchObject({ code });
    expect(await decisions()).toEqual([]);
  });

  test.each([
    ['is slow to look at it', 'open', 'garden did not look at it within 0 s, and concludes it when it does.'],
    ['cannot conclude it', 'accepted', 'garden has accepted it and could not conclude it yet, as its log says.'],
  ] as const)('does not wait for ever for a service that %s', async (_, state, sentence) => {
    const { position } = await park('oak');
    const decided = { name: `garden-${position}`, outcome: 'abandoned', because: 'seen', decidedBy: 'keeper' };
    if (state === 'accepted') await decidesAtOnce();
    const given = { root, say: terminal.say };
    const resolution = await withDatabases(given, (all) => resolveItem(all, decided, { withinMs: 0 }));
    await sql`drop trigger if exists decides_at_once on holdfast.effect_decision`.execute(owner);
    expect(resolution).toEqual({
      state: 'written',
      sentence: `The decision about ${decided.name} is written; ${sentence}`,
    });
  });
});

/** From here on a decision is accepted as it is written, and nothing more happens. */
async function decidesAtOnce(): Promise<void> {
  await sql`create or replace function holdfast.decide_at_once() returns trigger language plpgsql as $$
    begin new.result := 'accepted'; new.settled_at := now(); return new; end $$`.execute(owner);
  await sql`create trigger decides_at_once before insert on holdfast.effect_decision
              for each row execute function holdfast.decide_at_once()`.execute(owner);
}
