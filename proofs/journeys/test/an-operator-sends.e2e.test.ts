import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startSystem, type RunningSystem } from '@holdfast/cli/supervise';
import { loadSystem } from '@holdfast/system-model';
import { eventually, undecided } from '@holdfast/testkit';
import { expect, test, type TestContext } from 'vitest';
import { entriesOf, readOutsideLedgers } from '../src/evidence/outside-ledgers.ts';
import { ownerUrl } from '../src/evidence/owner-url.ts';
import { rows } from '../src/evidence/rows.ts';
import { untilStatus } from '../src/order-requests.ts';
import { shopFor } from '../src/shop-for.ts';
import { untilInLedger } from '../src/until-in-ledger.ts';

const root = join(import.meta.dirname, '../../..');

/** Payments and the outside world alone: whom it serves does not run. */
async function paymentsAlone(context: TestContext): Promise<RunningSystem> {
  const { services } = await loadSystem(root);
  const except = services.map(({ name }) => name).filter((name) => name !== 'payments');
  const shop = await startSystem({ state: 'fresh', ports: 'free', except }).catch((error: unknown) => {
    if ((error as { code?: string }).code === 'kafka-missing') undecided(context, (error as Error).message);
    throw error;
  });
  context.onTestFinished(() => shop.stop());
  return shop;
}

/** What a person types, and what a shell answers. */
function typed(shop: RunningSystem, line: string) {
  const env = { ...process.env, NO_COLOR: '1', HOLDFAST_STATE: shop.state };
  const shell = spawn('bash', ['-c', line], { cwd: root, env, detached: true });
  let [out, err] = ['', ''];
  shell.stdout.on('data', (text: Buffer) => (out += text.toString()));
  shell.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const ended = once(shell, 'close').then(([code]) => ({ code: code as number, out, err }));
  return { ended, out: () => out, interrupt: () => process.kill(-shell.pid!, 'SIGINT') };
}

interface AuditRow {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly because: string;
}

const audited = (shop: RunningSystem) =>
  rows<AuditRow>(ownerUrl(shop, 'payments'), 'select actor, action, subject, because from holdfast.audit order by at');

test('an operator has an order charged: one capture, and one row that says who and why', async (context) => {
  const shop = await paymentsAlone(context);
  const charge = (why: string) =>
    typed(shop, `./holdfast messages send payments.charge-order --example ordinary --by ann --because "${why}" --json`)
      .ended;

  const sent = await charge('orders is down');
  expect(sent).toMatchObject({ code: 0, err: '' });
  const { subject, type } = JSON.parse(sent.out) as Record<string, string>;
  const captures = async () => entriesOf(await readOutsideLedgers(shop), 'capture', subject).length;
  await eventually(async () => (await captures()) > 0, { what: 'the order is charged', withinMs: 60_000 });
  expect(await audited(shop)).toEqual([{ actor: 'operator:ann', action: type, subject, because: 'orders is down' }]);

  // A second wish is a second row; that an order is charged once is for the service to see to.
  expect(await charge('was it charged?')).toMatchObject({ code: 0 });
  await eventually(async () => (await audited(shop)).length === 2, { what: 'the second wish has arrived' });
  expect(await captures()).toBe(1);

  const asked = await typed(shop, `./holdfast db query payments "select because from holdfast.audit order by at"`)
    .ended;
  expect(asked).toEqual({ code: 0, err: '', out: '{"because":"orders is down"}\n{"because":"was it charged?"}\n' });

  const first = await typed(shop, './holdfast messages tail payments.commands --from beginning --json | head -1').ended;
  expect(JSON.parse(first.out)).toMatchObject({ type, subject, by: 'ann', because: 'orders is down' });

  const tail = typed(shop, './holdfast messages tail payments --from beginning');
  await eventually(() => tail.out().includes('payments.payment-captured.v1'), {
    what: 'it is shown',
    withinMs: 60_000,
  });
  tail.interrupt();
  expect(await tail.ended).toMatchObject({ code: 0 });
});

test('an order that only an operator speaks of is charged, and holds up no order that a customer has placed', async (context) => {
  const shop = await shopFor(context);
  const charge = './holdfast messages send payments.charge-order --example ordinary --by ann --because "trying" --json';
  const sent = await typed(shop, charge).ended;
  expect(sent).toMatchObject({ code: 0, err: '' });
  const { subject } = JSON.parse(sent.out) as { subject: string };
  await untilInLedger(shop, 'capture', subject);

  const notedSql = `select state, fact from orders.impossible_facts where order_id = '${subject}'`;
  const noted = () => rows<object>(ownerUrl(shop, 'orders'), notedSql);
  await eventually(async () => (await noted()).length > 0, { what: 'orders has heard of it', withinMs: 60_000 });
  expect(await noted()).toEqual([{ state: 'none', fact: 'payment-captured' }]);

  const placed = await shop.place();
  expect(await untilStatus(shop, placed.subject, ['settled', 'cancelled'])).toMatchObject({ status: 'settled' });
});
