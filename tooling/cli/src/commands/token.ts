import { loadSystem, type System, type TrialActor } from '@holdfast/system-model';
import { chooseSystem } from '../running/choose-system.ts';
import type { FoundSystem } from '../supervisor/system-record.ts';
import type { Terminal } from '../terminal.ts';
import { lifetimeS } from '../tokens/lifetime.ts';
import { requestToken } from '../tokens/request-token.ts';
import { rolesInUse } from '../tokens/roles-in-use.ts';
import { NoIssuer, tokenPlaceOf } from '../tokens/token-place.ts';

export interface TokenCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** Roles with commas between them. */
  readonly as: string;
  readonly id?: string;
  readonly expires: string;
  readonly json?: boolean;
}

/**
 * Prints a token of the issuer of the running system, and nothing else. A role that no route asks for is given too, and said
 * to be one. Resolves to 0.
 */
export async function tokenCommand({ root, terminal, json, ...wish }: TokenCommand): Promise<number> {
  const expiresInS = lifetimeS(wish.expires);
  const system = await loadSystem(root);
  const running = chooseSystem({ root, say: terminal.say });
  const place = tokenPlaceOf(system, (app) => portOf(app, running, system));
  if (!place) throw new NoIssuer();
  const actor = actorOf(wish, system.trial?.as);
  const [{ token, expiresAt }, known] = await Promise.all([
    requestToken({ place, actor, expiresInS }),
    rolesInUse(running),
  ]);
  const { issuer, audience } = place;
  if (json) terminal.out(JSON.stringify({ token, ...actor, issuer, audience, expiresAt }));
  else terminal.out(token);
  const unknown = actor.roles.filter((role) => !known.includes(role));
  if (known.length > 0 && unknown.length > 0)
    terminal.say(`No route of what runs here is for ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  return 0;
}

/** Whoever looks at what the trial did wants to be the one who sent it. */
function actorOf({ as, id }: Pick<TokenCommand, 'as' | 'id'>, sender: TrialActor | undefined): TrialActor {
  const roles = as.split(',').map((role) => role.trim());
  if (roles.includes('')) throw new NoRole(as);
  const isSender = sender !== undefined && roles.every((role) => sender.roles.includes(role));
  return { id: id ?? (isSender ? sender.id : roles[0]!), roles };
}

/** Where the simulator listens; whoever runs it himself has it where it is declared. */
function portOf(app: string, { processes }: FoundSystem, { outside = {} }: System): number {
  const url = processes.find(({ name }) => name === app)?.url;
  const declared = Object.values(outside).find(({ simulator }) => simulator?.app === app)?.simulator?.port;
  return url === undefined ? (declared ?? 0) : Number(new URL(url).port);
}

/** It says no role. */
class NoRole extends Error {
  readonly code = 'no-role';

  constructor(as: string) {
    super(`--as ${JSON.stringify(as)} has an empty role in it. Write one role, or several with commas between them.`);
  }
}
