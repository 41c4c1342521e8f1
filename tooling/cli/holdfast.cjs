#!/usr/bin/env node
'use strict';

// `./holdfast` points here. It uses the present Node where that is new enough, else brings Node, and pnpm, from the npm
// registry once; keeps node_modules up to date; and runs the TypeScript command. Plain JavaScript without a dependency,
// with no newer syntax than needed, so that an old Node can still read the sentence that says it is too old.

const { spawn, spawnSync } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');

const pinned = { node: '24.21.0', pnpm: '12.21.0' };
// Older ones lack the type stripping that runs our sources, or warn about it at each start.
const oldestUsable = { node: '24.12.0', pnpm: '12.21.0' };

const root = path.resolve(path.dirname(fs.realpathSync(__filename)), '../..');
const cache = path.join(cacheHome(), 'holdfast');

main();

function main() {
  if (majorOf(process.versions.node) < 18) {
    stop(`needs Node 18 or newer to begin with; this is ${process.versions.node}.`);
  }
  const toolchain = presentOrBroughtToolchain();
  linkNode(toolchain.node);
  const env = environment(toolchain);
  // It changes what is installed, so it does not wait for what is.
  if (process.argv[2] === 'pnpm') return run(toolchain.pnpm, process.argv.slice(3), { env, stdio: 'inherit' });
  bringPackages(toolchain, env);
  runCommand(toolchain.node, env);
}

/** What the machine has is used where it is new enough; what is missing comes from the cache, or once from the registry. */
function presentOrBroughtToolchain() {
  const missing = [];
  if (!isAtLeast(process.versions.node, oldestUsable.node)) missing.push('node');
  if (!presentPnpmIsUsable()) missing.push('pnpm');
  const bin = missing.length === 0 ? undefined : path.join(bringOnce(missing), 'node_modules', '.bin');
  return {
    node: missing.indexOf('node') === -1 ? process.execPath : path.join(bin, 'node'),
    pnpm: missing.indexOf('pnpm') === -1 ? 'pnpm' : path.join(bin, 'pnpm'),
    path: bin === undefined ? [path.dirname(process.execPath)] : [bin, path.dirname(process.execPath)],
  };
}

/** `.holdfast/node` is the Node that runs us, for editors: theirs may be too old. Who cannot have the link can do without. */
function linkNode(node) {
  const link = path.join(root, '.holdfast', 'node');
  try {
    if (fs.readlinkSync(link) === node) return;
  } catch {
    // There is none yet.
  }
  try {
    fs.mkdirSync(path.dirname(link), { recursive: true });
    const draft = `${link}.${process.pid}`;
    fs.symlinkSync(node, draft);
    fs.renameSync(draft, link);
  } catch {
    // A checkout that cannot be written to.
  }
}

function presentPnpmIsUsable() {
  // Not asked inside of the checkout: pnpm would first read what the checkout says about pnpm.
  const asked = spawnSync('pnpm', ['--version'], { cwd: os.tmpdir(), encoding: 'utf8' });
  const version = asked.status === 0 ? asked.stdout.trim() : '0.0.0';
  return majorOf(version) === majorOf(pinned.pnpm) && isAtLeast(version, oldestUsable.pnpm);
}

/** @returns the folder of the toolchain, which is complete and tried whenever it has its final name. */
function bringOnce(tools) {
  const named = tools.map((tool) => `${tool}-${pinned[tool]}`).join('-');
  const folder = path.join(cache, `toolchain-${process.platform}-${process.arch}-${named}`);
  if (fs.existsSync(folder)) return folder;
  const temporary = makeTemporary(folder);
  const started = Date.now();
  say(`bringing ${describe(tools)}, once, into ${cache} …`);
  npmInstall(temporary, tools);
  tools.forEach((tool) => tryOut(temporary, tool));
  keep(temporary, folder);
  say(`… done in ${secondsSince(started)} s.`);
  return folder;
}

function makeTemporary(folder) {
  const temporary = `${folder}.${process.pid}.tmp`;
  try {
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    removeLeftovers(folder);
    fs.mkdirSync(temporary);
    // npm 12 runs no install script that is not allowed here, and then ends with 0 and without a binary.
    const settings = { private: true, allowScripts: { node: true, pnpm: true } };
    fs.writeFileSync(path.join(temporary, 'package.json'), JSON.stringify(settings));
  } catch (error) {
    stop(
      `cannot write to ${path.dirname(folder)} (${error.code}); set XDG_CACHE_HOME to a folder that can be written.`,
    );
  }
  return temporary;
}

/** A launcher that was killed half way leaves its temporary folder, whose name holds its process id. */
function removeLeftovers(folder) {
  const name = new RegExp(`^${path.basename(folder).replace(/\./g, '\\.')}\\.(\\d+)\\.tmp$`);
  for (const entry of fs.readdirSync(path.dirname(folder))) {
    const match = name.exec(entry);
    if (match && !isAlive(Number(match[1]))) {
      fs.rmSync(path.join(path.dirname(folder), entry), { recursive: true, force: true });
    }
  }
}

function npmInstall(folder, tools) {
  const wanted = tools.map((tool) => `${tool}@${pinned[tool]}`);
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--no-save', '--loglevel=error'];
  const patience = ['--fetch-retries=2', '--fetch-retry-factor=2', '--fetch-retry-mintimeout=1000'];
  // A person may have switched install scripts off; without them there is no binary.
  const args = ['install', '--ignore-scripts=false', '--prefix', folder, ...quiet, ...patience, ...wanted];
  const ran = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', env: withoutOuterNpm(), maxBuffer: 1 << 26 });
  if (ran.status === 0) return;
  fs.rmSync(folder, { recursive: true, force: true });
  const yourself = `install ${describe(tools)} by any other means`;
  if (ran.error) stop(`npm is missing, which brings ${describe(tools)}; install npm, or ${yourself}.`);
  if (ran.signal) stop(`npm was ended by ${ran.signal}.`);
  const said = ran.stderr + ran.stdout;
  if (looksOffline(said)) {
    stop(
      `cannot find ${describe(tools)} in ${cache}, and npm cannot reach its registry; connect once, or ${yourself}.`,
    );
  }
  stop(`npm could not bring ${describe(tools)}; ${yourself}, or mend what npm says:\n${lastLines(said)}`);
}

/** Under `npm test` the outer npm's settings for its own package arrive as variables; they are not meant for this call. */
function withoutOuterNpm() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|command|execpath|config_(local|global)_prefix|config_ignore_scripts)/i.test(name)) {
      delete env[name];
    }
  }
  return env;
}

/** npm may end with 0 and have brought nothing that runs; a folder with its final name has been tried. */
function tryOut(folder, tool) {
  const binary = path.join(folder, 'node_modules', '.bin', tool);
  const asked = spawnSync(binary, ['--version'], { cwd: os.tmpdir(), encoding: 'utf8' });
  if (asked.status === 0 && asked.stdout.trim().replace(/^v/, '') === pinned[tool]) return;
  fs.rmSync(folder, { recursive: true, force: true });
  const why = asked.error ? asked.error.message : lastLines(asked.stderr + asked.stdout);
  stop(`${tool}@${pinned[tool]} came from the registry and does not run here; install it yourself. It said: ${why}`);
}

/** Of two first starts at once the slower one finds the folder of the quicker one, which holds the same. */
function keep(temporary, folder) {
  try {
    fs.renameSync(temporary, folder);
  } catch (error) {
    if (!fs.existsSync(folder)) throw error;
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** Runs pnpm only if something changed since it last ran, so that a warm start needs neither pnpm nor a network. */
function bringPackages(toolchain, env) {
  if (arePackagesPresent()) return;
  const release = takeInstallLock();
  try {
    if (!arePackagesPresent()) pnpmInstall(toolchain, env);
  } finally {
    release();
  }
}

function arePackagesPresent() {
  try {
    return fs.readFileSync(stampFile(), 'utf8') === fingerprint() && workspaceFolders().every(hasItsModules);
  } catch {
    return false;
  }
}

function pnpmInstall(toolchain, env) {
  const first = !fs.existsSync(path.join(root, 'node_modules'));
  const started = Date.now();
  if (first) say('installing the packages …');
  let ran = askPnpm(toolchain, asLocked(), env);
  if (ran.status !== 0 && isLockfileOutdated(ran.said) && mayChangeLockfile()) {
    ran = askPnpm(toolchain, ['--no-frozen-lockfile'], env);
    if (ran.status === 0) say('pnpm-lock.yaml changed; it belongs to your change.');
  }
  const { status, said } = ran;
  if (status !== 0) stop(whyNotInstalled(said));
  // Without an optional package that belongs here pnpm ends with 0. It gets another try at the next start.
  if (!/optional dependency that could not be fetched/.test(said)) fs.writeFileSync(stampFile(), fingerprint());
  if (first) say(`… done in ${secondsSince(started)} s.`);
}

/** Its progress is for a failure only: what pnpm says would stand between a person and what they asked for. */
function askPnpm(toolchain, wishes, env) {
  const patience = ['fetch-retries=4', 'fetch-retry-mintimeout=500', 'fetch-retry-maxtimeout=3000'];
  const settings = patience.map((setting) => `--config.${setting}`);
  const args = ['install', '--prefer-offline', '--reporter=append-only', ...settings, ...wishes];
  const ran = spawnSync(toolchain.pnpm, args, { cwd: root, encoding: 'utf8', env, maxBuffer: 1 << 26 });
  if (ran.signal) stop(`pnpm was ended by ${ran.signal}.`);
  return { status: ran.status, said: ran.error ? ran.error.message : ran.stderr + ran.stdout };
}

/**
 * The age of each version is looked at by whoever changes the lockfile, which holds a hash for each. Here it would cost a
 * question for every package, ten seconds in all, and make an installation from a full store need a network.
 */
function asLocked() {
  return ['--frozen-lockfile', '--config.minimum-release-age=0'];
}

function isLockfileOutdated(said) {
  return /with "frozen-lockfile" because|ERR_PNPM_\w*LOCKFILE/.test(said);
}

/** What CI and `check` judge is what was handed in. Anybody else may be the one who adds a package. */
function mayChangeLockfile() {
  const isCi = process.env.CI && process.env.CI !== 'false';
  return !isCi && process.argv[2] !== 'check';
}

function whyNotInstalled(said) {
  if (isLockfileOutdated(said) && !mayChangeLockfile()) {
    return 'pnpm-lock.yaml does not fit the package.json files; run `./holdfast sync` outside of CI, and commit what it changes.';
  }
  if (looksOffline(said)) {
    return 'packages are missing here and in the store of pnpm, and pnpm cannot reach the npm registry; connect once.';
  }
  return `pnpm install did not succeed:\n${lastLines(said)}`;
}

function stampFile() {
  return path.join(root, 'node_modules', '.holdfast-installed');
}

/** Everything that decides what stands in node_modules. The platform is part of it: a checkout may be mounted elsewhere. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${pinned.pnpm}`);
  const patches = path.join(root, 'patches');
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) => path.join(root, name));
  if (fs.existsSync(patches)) files.push(...fs.readdirSync(patches).map((name) => path.join(patches, name)));
  files.push(...workspaceFolders().map((folder) => path.join(folder, 'package.json')));
  files.sort((a, b) => (a < b ? -1 : 1));
  for (const file of files) hash.update(`\0${path.relative(root, file)}\0`).update(fs.readFileSync(file));
  return hash.digest('hex');
}

function workspaceFolders() {
  const yaml = fs.readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8');
  const list = /^packages:\s*\n((?:[ \t]+-.*\n)*)/m.exec(yaml);
  const patterns = list ? list[1].match(/[^\s"'-][^\s"']*/g) || [] : [];
  const folders = patterns.reduce((all, pattern) => all.concat(foldersOf(pattern)), []);
  return folders.filter((folder) => fs.existsSync(path.join(folder, 'package.json')));
}

function foldersOf(pattern) {
  const folder = path.join(root, pattern.replace(/\/\*$/, ''));
  if (!pattern.endsWith('/*')) return [folder];
  return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
}

function hasItsModules(folder) {
  const { dependencies, devDependencies } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const some = Object.keys({ ...dependencies, ...devDependencies }).length > 0;
  return !some || fs.existsSync(path.join(folder, 'node_modules'));
}

/**
 * Two starts in one checkout do not install at the same time. The lock of a process that is gone does not count; should two
 * find such a lock in the same instant, pnpm runs twice at once, which its own locks on the store allow for.
 */
function takeInstallLock() {
  const file = path.join(root, '.holdfast', 'install.lock');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let waited = 0; !tryLock(file); waited += 1) {
    if (waited === 10) say(`waiting for another holdfast that installs the packages (${file}) …`);
    pause(100);
  }
  return () => fs.rmSync(file, { force: true });
}

function tryLock(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isLeft(file)) fs.rmSync(file, { force: true });
    return false;
  }
}

function isLeft(file) {
  try {
    const holder = Number(fs.readFileSync(file, 'utf8'));
    // Between its making and its first byte a lock is empty, for a moment.
    return holder === 0 ? Date.now() - fs.statSync(file).mtimeMs > 5000 : !isAlive(holder);
  } catch {
    return false;
  }
}

function environment(toolchain) {
  return {
    ...process.env,
    // What the person's own shell finds, for commands that we print.
    HOLDFAST_OUTER_PATH: process.env.PATH || '',
    PATH: toolchain.path.concat(process.env.PATH || []).join(path.delimiter),
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    SCARF_ANALYTICS: 'false',
    NEST_TELEMETRY_DISABLED: '1',
  };
}

/**
 * The command as a child: it gets our arguments, our terminal and our signals, and we end as it ended. The channel between
 * us carries no message; when it closes, the command knows that we are gone, even after a SIGKILL, and cleans up.
 */
function runCommand(node, env) {
  const command = path.join(root, 'tooling', 'cli', 'src', 'main.ts');
  const args = ['--conditions=@holdfast/source', command].concat(process.argv.slice(2));
  run(node, args, { env: withCompileCache(env), stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
}

/**
 * What the command, and everything that it starts, has compiled once is not compiled again: less than half of the work of
 * a start of the command, and of a migration job.
 */
function withCompileCache(env) {
  return Object.assign({ NODE_COMPILE_CACHE: path.join(root, '.holdfast', 'compile-cache') }, env);
}

function run(program, args, options) {
  const child = spawn(program, args, options);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // A terminal sends Ctrl-C to the child as well; the command takes two signals at the same moment for one.
  signals.forEach((signal) => process.on(signal, () => child.kill(signal)));
  child.on('error', (error) => stop(`cannot run ${program}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    signals.forEach((each) => process.removeAllListeners(each));
    process.kill(process.pid, signal);
  });
}

function cacheHome() {
  const named = process.env.XDG_CACHE_HOME;
  // A relative path is to be ignored, says the specification of these folders.
  return named && path.isAbsolute(named) ? named : path.join(os.homedir(), '.cache');
}

function secondsSince(time) {
  return ((Date.now() - time) / 1000).toFixed(1);
}

function describe(tools) {
  return tools.map((tool) => `${tool === 'node' ? 'Node' : tool} ${pinned[tool]}`).join(' and ');
}

function looksOffline(text) {
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|dns error|error sending request|NO_OFFLINE/i.test(
    text,
  );
}

function lastLines(text) {
  return text.trim().split('\n').slice(-12).join('\n');
}

function majorOf(version) {
  return Number(version.split('.')[0]);
}

function isAtLeast(version, wanted) {
  const [a, b] = [version, wanted].map((text) => text.split(/[.-]/).map(Number));
  for (let i = 0; i < 3; i += 1) {
    if (a[i] !== b[i]) return a[i] > b[i];
  }
  return true;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function say(sentence) {
  process.stderr.write(`holdfast: ${sentence}\n`);
}

/** Never returns. */
function stop(sentence) {
  say(sentence);
  process.exit(1);
}
