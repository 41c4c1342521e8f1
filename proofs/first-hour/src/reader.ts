import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@holdfast/testkit';
import { compareOutput } from './compare-output.ts';
import { asTypedHere } from './here-and-now.ts';
import type { NewUser } from './new-user.ts';
import { CodeDiffers, OutputDiffers } from './output-differs.ts';
import type { Script, ScriptStep, ShownCommand } from './script.ts';
import { Shell, type Ended, type Staying } from './shell.ts';

/** Somebody who does what one page shows, in one shell, and compares. */
export class Reader {
  readonly #user: NewUser;
  readonly #page: string;
  readonly #shell: Shell;
  readonly #copied = new Map<string, string>();
  readonly #staying = new Map<string, Staying>();

  constructor(user: NewUser, { page }: Pick<Script, 'page'>) {
    this.#user = user;
    this.#page = page;
    const cwd = existsSync(user.clone) ? user.clone : user.home;
    this.#shell = new Shell({ cwd, env: user.env, folder: user.home });
  }

  /** Does one block. Throws OutputDiffers or CodeDiffers where the page does not tell the truth. */
  async does(step: ScriptStep): Promise<void> {
    if (step.options.ends !== undefined) await this.#staying.get(step.options.ends)!.interrupt();
    if (step.edit) this.#edit(step.edit);
    for (const [index, shown] of (step.commands ?? []).entries()) {
      const isLast = index === step.commands!.length - 1;
      await this.#type(step, shown, isLast);
    }
  }

  /** Ends what still runs in the reader's terminals. */
  async closes(): Promise<void> {
    for (const staying of this.#staying.values()) await staying.interrupt();
    this.#shell.close();
  }

  #edit({ path, content }: NonNullable<ScriptStep['edit']>): void {
    const program = join(this.#user.clone, 'tooling', 'pages', 'src', 'apply.ts');
    const args = ['--conditions=@holdfast/source', program, join(this.#user.clone, path)];
    execFileSync(process.execPath, args, { input: content.join('\n') });
  }

  async #type(step: ScriptStep, shown: ShownCommand, isLast: boolean): Promise<void> {
    const { options } = step;
    const command = await asTypedHere(shown.command, this.#copied, this.#user);
    if (isLast && options.stays) return await this.#stay(step, shown, command);
    const wanted = isLast ? (options.exit ?? 0) : 0;
    const act = async () => await this.#shell.run(command, { withinMs: 600_000 });
    const fits = (ended: Ended) => ended.code === wanted && this.#fits(step, shown, ended.lines);
    const ended = isLast && options.again ? await repeated(act, fits) : await act();
    const at = { where: this.#where(step), command };
    if (ended.code !== wanted) throw new CodeDiffers({ ...at, wanted, code: ended.code, came: ended.lines });
    if (!this.#fits(step, shown, ended.lines))
      throw new OutputDiffers({ ...at, shown: shown.shows ?? [], came: ended.lines });
  }

  async #stay(step: ScriptStep, shown: ShownCommand, command: string): Promise<void> {
    const staying = await this.#shell.stay(command);
    this.#staying.set(step.name, staying);
    const isThere = () => this.#fits(step, shown, staying.lines(), { mayGoOn: true });
    const options = { withinMs: 300_000, everyMs: 100, what: 'what the page shows' };
    const fits = await eventually(() => isThere() || staying.code() !== undefined, options).then(isThere, () => false);
    if (fits) return;
    throw new OutputDiffers({ where: this.#where(step), command, shown: shown.shows ?? [], came: staying.lines() });
  }

  #fits({ options }: ScriptStep, { shows }: ShownCommand, came: readonly string[], more?: { mayGoOn: true }): boolean {
    if (!shows) return true;
    const { fits, copied } = compareOutput({ shown: shows, came, anyOrder: options['any-order'], ...more });
    for (const [from, to] of copied) this.#copied.set(from, to);
    return fits;
  }

  #where({ line, name }: ScriptStep): string {
    return `${this.#page}:${line} (${name})`;
  }
}

/** Until it fits; what came last otherwise. */
async function repeated(act: () => Promise<Ended>, fits: (ended: Ended) => boolean): Promise<Ended> {
  let last: Ended | undefined;
  const once = async () => fits((last = await act()));
  await eventually(once, { withinMs: 60_000, everyMs: 300, what: 'what the page shows' }).catch(() => undefined);
  return last!;
}
