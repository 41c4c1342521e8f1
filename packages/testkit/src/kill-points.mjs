// Preloaded into a process that a test wants to kill at a named point: `node --import <this file> program`.
//   HOLDFAST_KILL_AT   where: `relay.acked`, its third reach `relay.acked#3`, two times in all `relay.acked#3x2`; several with commas
//                      with `!after` a moment later, when the statement behind the point is under way; with `!stop` it is
//                      frozen there (SIGSTOP) and not killed, until somebody thaws it; with `!stop-after` a moment later
//   HOLDFAST_KILL_LOG  the file that says which kills were asked for and which happened
// A restarted process has the same environment. So each kill is claimed by a file beside the log, and done once.
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, closeSync, existsSync, openSync } from 'node:fs';

const log = process.env['HOLDFAST_KILL_LOG'];
const wanted = (process.env['HOLDFAST_KILL_AT'] ?? '').split(',').filter((at) => at !== '');
if (wanted.length > 0 && !log)
  throw new Error('HOLDFAST_KILL_AT is set, and HOLDFAST_KILL_LOG is not: name a file for it.');

for (const at of wanted) {
  const [, point, reach = '1', times = '1', how = 'at'] =
    /^([a-z][a-z0-9.-]*)(?:#([1-9]\d*))?(?:x([1-9]\d*))?(?:!(after|stop|stop-after))?$/.exec(at) ?? [];
  if (point === undefined)
    throw new Error(`HOLDFAST_KILL_AT has ${at}, which is no point. Write for example relay.acked#3.`);
  arm({ at, point, reach: Number(reach), times: Number(times), how });
}

function arm({ at, point, reach, times, how }) {
  const claims = Array.from({ length: times }, (_, index) => `${log}.${at}.${index + 1}`);
  write({ event: 'armed', at, point });
  if (claims.every((claim) => existsSync(claim))) return;
  let reached = 0;
  subscribe(`holdfast:${point}`, (facts) => {
    reached += 1;
    if (reached !== reach || !claims.some(isMine)) return;
    write({ event: 'killed', at, point, facts });
    // By default it does not return: the process ends inside this call, and the statement after the point never runs.
    const hit = () => process.kill(process.pid, how.startsWith('stop') ? 'SIGSTOP' : 'SIGKILL');
    if (how.endsWith('after')) setImmediate(hit);
    else hit();
  });
}

// Exactly one of several processes makes the file.
function isMine(claim) {
  try {
    closeSync(openSync(claim, 'wx'));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

// One short line appended at once: lines of several processes do not mix.
function write(entry) {
  appendFileSync(log, `${JSON.stringify({ ...entry, pid: process.pid })}\n`);
}
