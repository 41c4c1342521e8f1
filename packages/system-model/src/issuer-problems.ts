import type { System } from './define-system.ts';

/** What is wrong with who says who is asking, and with whom the trial is sent as: one sentence per problem, none when all is well. */
export function issuerProblems(system: System): string[] {
  return [...issuerOf(system), ...trialActorOf(system)];
}

function issuerOf({ issuer, outside = {} }: System): string[] {
  if (issuer === undefined) return [];
  if (!Object.hasOwn(outside, issuer)) {
    return [`system.ts: the issuer '${issuer}' is not in \`outside\`. Add it there with its team and its simulator.`];
  }
  if (outside[issuer]?.simulator) return [];
  return [
    `system.ts: nothing simulates the issuer '${issuer}', so nobody would give a token here. Give it a \`simulator\`, or leave \`issuer\` out.`,
  ];
}

function trialActorOf({ issuer, trial }: System): string[] {
  if (!trial?.as) return [];
  const { id, roles } = trial.as;
  return [
    ...(issuer === undefined
      ? [
          `system.ts: the trial is sent as '${id}', but there is no \`issuer\` to say so. Name one, or leave \`as\` out.`,
        ]
      : []),
    ...(isReserved(id, roles)
      ? [
          `system.ts: the trial is sent as '${id}' with [${roles.join(', ')}], which services refuse from a token. Leave out anonymous, what begins with service: or operator:, and the role service.`,
        ]
      : []),
  ];
}

/** Services call themselves so, the operator's commands, and who says nothing; no token may. */
function isReserved(id: string, roles: readonly string[]): boolean {
  return id === 'anonymous' || /^(service|operator):/.test(id) || roles.includes('service');
}
