import { EventEmitter } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tail, type TailedRecord } from '@holdfast/messaging';
import { eventually } from '@holdfast/testkit';
import pc from 'picocolors';
import { describe, expect, test, type TestContext } from 'vitest';
import { aClone, spokenGarden, type SpokenGarden } from '../../test/spoken-garden.ts';
import { chooseSystem } from '../running/choose-system.ts';
import { operatorBroker } from '../running/operator-broker.ts';
import type { Terminal } from '../terminal.ts';
import { messagesSendCommand, type MessagesSendCommand } from './messages-send.ts';
import { messagesTailCommand } from './messages-tail.ts';

function aTerminal() {
  const [outs, says]: [string[], string[]] = [[], []];
  const terminal: Terminal = {
    colour: pc.createColors(false),
    out: (line) => void outs.push(line),
    say: (line) => void says.push(line),
  };
  return { outs, says, terminal };
}

type Wish = Partial<MessagesSendCommand>;
const send = async (root: string, wish: Wish = {}) => {
  const { outs, terminal } = aTerminal();
  const asked = { message: 'garden.water-plant', because: 'it is dry', by: 'ann', json: true, ...wish };
  const code = await messagesSendCommand({ root, terminal, example: 'ordinary', ...asked });
  return { code, outs };
};

describe('messages send', () => {
  /** Everything that is in the garden's commands, when something is. */
  const sentIn = async (context: TestContext, { broker }: SpokenGarden) => {
    const seen: TailedRecord[] = [];
    const tail = new Tail({ broker, topics: ['garden.commands'], from: 'beginning', seen: (one) => seen.push(one) });
    context.onTestFinished(() => tail.stop());
    return await eventually(() => seen, { what: 'a command', until: ({ length }) => length > 0, withinMs: 20_000 });
  };

  test('sends an example, and the receiver is told who and why', async (context) => {
    const garden = await spokenGarden(context);
    const { code, outs } = await send(garden.root);
    const { id, ...facts } = JSON.parse(outs.join()) as Record<string, string>;
    expect([code, facts]).toEqual([
      0,
      {
        type: 'garden.water-plant.v1',
        topic: 'garden.commands',
        subject: 'oak',
        correlationId: id,
        by: 'ann',
        because: 'it is dry',
        receiverRuns: false,
      },
    ]);
    const [record] = await sentIn(context, garden);
    expect(record!.headers).toMatchObject({
      ce_id: id,
      ce_source: '/operator',
      ce_actor: 'operator:ann',
      ce_because: 'it is dry',
    });
    expect(new TextDecoder().decode(record!.value)).toBe('{"plant":"oak","litres":2}');
  });

  test('sends data of your own, in words for a person', async (context) => {
    const garden = await spokenGarden(context);
    const file = join(garden.root, 'elm.json');
    writeFileSync(file, '{"plant":"elm","litres":7}');
    const { outs } = await send(garden.root, { data: file, example: undefined!, json: false });
    expect(outs.join()).toMatch(
      /^garden.water-plant.v1 [0-9a-f-]{36} is sent to garden, about elm\. garden does not run here; /,
    );
    const [record] = await sentIn(context, garden);
    expect(new TextDecoder().decode(record!.value)).toContain('elm');
  });

  const refusals: [string, Wish, string][] = [
    ['without a reason', { because: ' ' }, 'unexplained'],
    ['by nobody', { by: '' }, 'unexplained'],
    ['that is an event', { message: 'garden.plant-watered' }, 'not-sent'],
    ['that nobody takes', { message: 'garden.sing' }, 'no-command'],
    ['of an example that is not there', { example: 'flood' }, 'no-example'],
    ['with an example and data', { data: '-' }, 'no-data'],
    ['with neither', { example: undefined! }, 'no-data'],
    ['with a file that is not there', { example: undefined!, data: '/nowhere.json' }, 'no-data'],
    ['when nothing runs', {}, 'nothing-runs'],
  ];
  test.each(refusals)('sends nothing %s', async (_what, wish, code) => {
    const root = aClone();
    try {
      await expect(send(root, wish)).rejects.toMatchObject({ code });
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  test('sends nothing that does not fit the contract, and says where', async (context) => {
    const { root, broker } = await spokenGarden(context);
    const file = join(root, 'wrong.json');
    writeFileSync(file, '{"plant":"elm","litres":0.5,"colour":"green"}');
    const sent = send(root, { data: file, example: undefined! });
    await expect(sent).rejects.toMatchObject({ code: 'invalid-message' });
    await expect(sent).rejects.toThrow(/litres: .*; colour: is not a field/);
    for (const partition of [0, 1, 2])
      expect((await broker.range({ topic: 'garden.commands', partition })).next).toBe(0n);
  });
});

describe('messages tail', () => {
  const tailing = (root: string, wish: { what?: string; json?: boolean; from?: 'beginning' | 'now' } = {}) => {
    const { outs, says, terminal } = aTerminal();
    const source = new EventEmitter();
    const ended = messagesTailCommand({ root, terminal, from: 'now', ...wish, source });
    return { outs, says, ended, stop: () => source.emit('SIGINT', 'SIGINT') };
  };
  const begun = (says: readonly string[]) =>
    eventually(() => says.length > 0, { what: 'it has begun', withinMs: 20_000 });

  test('shows what passes until Ctrl-C', async (context) => {
    const { root } = await spokenGarden(context);
    const { outs, says, ended, stop } = tailing(root);
    await begun(says);
    const sent = await send(root);
    await eventually(() => outs.length >= 3, { what: 'it is shown', withinMs: 20_000 });
    stop();
    expect(await ended).toBe(0);
    const { id } = JSON.parse(sent.outs.join()) as { id: string };
    expect(outs[0]).toMatch(new RegExp(`garden.water-plant.v1  oak  garden.commands/\\d@0  correlation ${id}$`));
    expect(outs.slice(1)).toEqual(['  by ann: it is dry', '  {"plant":"oak","litres":2}']);
    expect(says).toEqual([expect.stringContaining('garden.commands, garden.events')]);
  });

  test('shows what was said before, as one JSON object for each', async (context) => {
    const { root } = await spokenGarden(context);
    await send(root);
    const { outs, ended, stop } = tailing(root, { what: 'garden.commands', from: 'beginning', json: true });
    await eventually(() => outs.length > 0, { what: 'it is shown', withinMs: 20_000 });
    stop();
    await ended;
    expect(JSON.parse(outs[0]!)).toMatchObject({ type: 'garden.water-plant.v1', by: 'ann', data: { plant: 'oak' } });
  });

  test('leaves no group behind, with no more rights than the operator has', async (context) => {
    const { root, broker } = await spokenGarden(context);
    const asOperator = operatorBroker(chooseSystem({ root, say: () => undefined }));
    context.onTestFinished(() => asOperator.close());
    const tail = new Tail({ broker: asOperator, topics: ['garden.events'], from: 'now', seen: () => undefined });
    await tail.begun;
    await tail.stop();
    expect(await broker.forget(tail.group)).toBe('unknown');
  });

  test('of a topic that is not there is refused with those that are', async (context) => {
    const { root } = await spokenGarden(context);
    await expect(tailing(root, { what: 'shed' }).ended).rejects.toThrow(
      'There are: garden.commands, garden.events, garden.commands.garden.watering.dlt.',
    );
  });

  test('of nothing that runs says so', async () => {
    const root = aClone();
    await expect(tailing(root).ended).rejects.toMatchObject({ code: 'nothing-runs' });
    rmSync(root, { recursive: true });
  });
});
