import kafkajs from 'kafkajs';
import type {
  AclEntry,
  AclOperationTypes as AclOperation,
  AclResourceTypes as AclResource,
  Admin,
  ResourcePatternTypes as ResourcePattern,
} from 'kafkajs';
import { waitUntil } from './wait-until.ts';

// Node sees only some of this package's names from outside.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** One thing that one principal may do. */
export interface Right {
  readonly principal: string;
  readonly resource: 'topic' | 'group';
  readonly name: string;
  readonly operation: (typeof operations)[number];
  /** `prefixed`: for everything whose name begins with this one. */
  readonly pattern: (typeof patterns)[number];
}

const operations = ['READ', 'WRITE', 'DESCRIBE', 'DELETE', 'DESCRIBE_CONFIGS'] as const;
const patterns = ['literal', 'prefixed'] as const;

/** Gives these principals these rights and takes away what else they have among what is ours; resolves when the broker acts on it. */
export async function setRights(
  admin: Admin,
  rights: readonly Right[],
  isOurs: (right: Right) => boolean,
): Promise<void> {
  const principals = new Set(rights.map(({ principal }) => principal));
  const present = async () =>
    (await rightsAt(admin)).filter((right) => principals.has(right.principal) && isOurs(right));
  const before = await present();
  const missing = without(rights, before);
  const stale = without(before, rights);
  if (missing.length > 0) await admin.createAcls({ acl: missing.map(toAcl) });
  if (stale.length > 0) await admin.deleteAcls({ filters: stale.map(toAcl) });
  // The controller has stored them; the broker follows a moment later.
  const isInForce = async () => {
    const now = await present();
    return without(rights, now).length === 0 && without(stale, now).length === stale.length;
  };
  if (!(await waitUntil(isInForce, { withinMs: 30_000 })))
    throw new Error('the broker does not act on its new ACLs after 30 s');
}

/** Takes away every right to something of ours, whoever has it. */
export async function removeRights(admin: Admin, isOurs: (right: Right) => boolean): Promise<void> {
  const ours = (await rightsAt(admin)).filter(isOurs);
  if (ours.length > 0) await admin.deleteAcls({ filters: ours.map(toAcl) });
}

// Only rights of the kind that we give: others are somebody else's.
async function rightsAt(admin: Admin): Promise<Right[]> {
  const { resources } = await admin.describeAcls(everything);
  return resources.flatMap(({ resourceType, resourceName: name, resourcePatternType, acls }) =>
    acls
      .filter(({ permissionType, host }) => permissionType === AclPermissionTypes.ALLOW && host === '*')
      .flatMap(({ principal, operation }) =>
        fromKafka({ principal, resourceType, name, operation, resourcePatternType }),
      ),
  );
}

const everything = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
};

function fromKafka({ principal, resourceType, name, operation, resourcePatternType }: FoundAcl): Right[] {
  const resource = (['topic', 'group'] as const).find((one) => resourceTypes[one] === resourceType);
  const known = operations.find((one) => AclOperationTypes[one] === operation);
  const pattern = patterns.find((one) => patternTypes[one] === resourcePatternType);
  if (resource === undefined || known === undefined || pattern === undefined) return [];
  return [{ principal, resource, name, operation: known, pattern }];
}

interface FoundAcl {
  readonly principal: string;
  readonly resourceType: AclResource;
  readonly name: string;
  readonly operation: AclOperation;
  readonly resourcePatternType: ResourcePattern;
}

function toAcl({ principal, resource, name, operation, pattern }: Right): AclEntry {
  return {
    principal,
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
    operation: AclOperationTypes[operation],
    resourceType: resourceTypes[resource],
    resourceName: name,
    resourcePatternType: patternTypes[pattern],
  };
}

const patternTypes = { literal: ResourcePatternTypes.LITERAL, prefixed: ResourcePatternTypes.PREFIXED } as const;
const resourceTypes = { topic: AclResourceTypes.TOPIC, group: AclResourceTypes.GROUP } as const;

function without(rights: readonly Right[], others: readonly Right[]): Right[] {
  const known = new Set(others.map(keyOf));
  return rights.filter((right) => !known.has(keyOf(right)));
}

function keyOf({ principal, resource, name, operation, pattern }: Right): string {
  return [principal, resource, name, operation, pattern].join('\n');
}
