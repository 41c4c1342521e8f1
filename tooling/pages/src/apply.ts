import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { applyEdit } from './apply-edit.ts';

/** A program: makes the edit on its standard input, as a page shows it, in the file that it is given. */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('name the file to edit');

const content = (await text(process.stdin)).split('\n');
const edited = applyEdit(existsSync(file) ? readFileSync(file, 'utf8') : undefined, content);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, edited);
