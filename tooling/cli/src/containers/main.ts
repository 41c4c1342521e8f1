/**
 * What docker-compose.yml does around its servers, each in a container that ends: `settings` writes passwords and secrets before anything
 * is started, each to the volume of its reader; `provision` makes databases, roles, topics and rights.
 */
import { loadSystem } from '@holdfast/system-model';
import { cloneRoot } from '../clone-root.ts';
import { provisionContainers } from './provision-containers.ts';
import { writeSettings } from './write-settings.ts';

const [what] = process.argv.slice(2);
const system = await loadSystem(cloneRoot);
const state = process.env['STATE_FOLDER'] ?? '/state';
if (what === 'settings') writeSettings(system, { state, secrets: process.env['SECRETS_FOLDER'] ?? '/secrets' });
else if (what === 'provision') await provisionContainers(system, state);
else throw new Error('Expected one argument: settings or provision.');
