import { operatorRights, type Requirements } from '@holdfast/system-model';

/** A small system to provision: `garden` tells, `parcel` listens and is asked, `ledger` has nothing to do with them. */
export function requirementsOfTheGarden(namespace: string): Requirements {
  const topic = (name: string) => `${namespace}.${name}`;
  return {
    databases: ['garden', 'parcel', 'ledger'].map((service) => databaseOf(service, namespace)),
    topics: ['garden.events', 'parcel.commands', 'ledger.events'].map((name) => ({
      name: topic(name),
      partitions: 3,
      retentionMs: week,
    })),
    principals: [
      {
        service: 'garden',
        acls: [
          { resource: 'topic', name: topic('garden.events'), operations: ['WRITE'] },
          { resource: 'topic', name: topic('parcel.commands'), operations: ['WRITE'] },
          { resource: 'group', name: topic('garden.watch'), operations: ['READ'] },
        ],
      },
      {
        service: 'parcel',
        acls: [
          { resource: 'topic', name: topic('garden.events'), operations: ['READ'] },
          { resource: 'topic', name: topic('parcel.commands'), operations: ['READ'] },
          { resource: 'group', name: topic('parcel.watch'), operations: ['READ'] },
        ],
      },
      { service: 'ledger', acls: [{ resource: 'topic', name: topic('ledger.events'), operations: ['WRITE'] }] },
    ],
    operator: operatorRights(['garden.events', 'parcel.commands', 'ledger.events'], namespace),
  };
}

/** Its services, which get a login at the broker. */
export const gardenServices = ['garden', 'parcel', 'ledger'];

const week = 7 * 24 * 60 * 60 * 1_000;

function databaseOf(service: string, namespace: string) {
  const name = `${namespace}_${service}`;
  return { service, name, roles: { owner: `${name}_owner`, app: `${name}_app`, relay: `${name}_relay` } };
}
