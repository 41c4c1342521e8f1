// A program that comes to two points again and again and says so after each, as a service would.
import { channel } from 'node:diagnostics_channel';

const rounds = Number(process.argv[2]);
for (let round = 1; round <= rounds; round += 1) {
  channel('holdfast:bed.dug').publish({ round });
  process.stdout.write(`after dug ${round}\n`);
  channel('holdfast:bed.planted').publish({ round });
  process.stdout.write(`after planted ${round}\n`);
}
