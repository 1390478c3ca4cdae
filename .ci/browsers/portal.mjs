// The built portal on free loopback ports, as a demonstration whose officers
// read and answer.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export async function freePort() {
  const s = net.createServer().listen(0, '127.0.0.1');
  await new Promise(r => s.once('listening', r));
  const { port } = s.address();
  await new Promise(r => s.close(r));
  return port;
}

// startPortal starts it on a fresh data folder in dir; its temporary folder is
// beside that, its log in logs. Without the demonstration nobody has a key, and
// it is there sooner: for who only reads.
export async function startPortal(binary, dir, { args = [], logs = dir, demo = true } = {}) {
  const pub = await freePort(), desk = await freePort();
  const data = path.join(dir, 'data'), tmp = path.join(dir, 'tmp');
  fs.mkdirSync(tmp, { recursive: true });
  const log = fs.openSync(path.join(logs, 'portal.log'), 'a');
  const child = spawn(binary, ['serve', ...(demo ? ['--demo'] : []), '--data', data, '--public', `127.0.0.1:${pub}`, '--desk', `127.0.0.1:${desk}`, ...args],
    { env: { ...process.env, TMPDIR: tmp }, stdio: ['ignore', log, log] });
  let ended = null;
  const over = new Promise(r => child.once('exit', code => { ended = code ?? 'killed'; r(); }));
  const p = {
    child, data, public: `http://localhost:${pub}`, desk: `http://localhost:${desk}`, publicPort: pub, deskPort: desk,
    stop: async (signal = 'SIGTERM') => { if (ended === null) { child.kill(signal); await over; } },
  };
  for (let i = 0; i < 1200; i++) {
    if (ended !== null) break;
    try { if ((await fetch(p.public + '/readyz')).ok && (!demo || (await fetch(p.desk + '/demonstration')).ok)) return p; } catch { /* not yet */ }
    await sleep(100);
  }
  await p.stop('SIGKILL');
  throw new Error('the portal is not ready: see ' + path.join(logs, 'portal.log'));
}
