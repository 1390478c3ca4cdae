// A text browser sends a tip and reads the answer: lynx at a terminal, by
// keystrokes. node lynx.mjs --portal BINARY --out FILE [--lang en …]
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal } from './portal.mjs';
import { Team } from './visitor.mjs';
import { planted } from './words.mjs';

const { values: flags } = parseArgs({ options: { portal: { type: 'string' }, out: { type: 'string' }, lang: { type: 'string', multiple: true, default: ['en', 'hi'] } } });
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lynx-'));
const transcript = [], note = s => transcript.push(s);

// Lynx is the browser with somebody at its keyboard.
class Lynx {
  constructor(url) {
    const command = `stty rows 400 cols 90; exec lynx -number_fields -accept_all_cookies -display_charset=UTF-8 -assume_charset=UTF-8 '${url}'`;
    this.child = spawn('script', ['-qefc', command, '/dev/null'], { env: { ...process.env, HOME: dir, TERM: 'xterm', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }, stdio: ['pipe', 'pipe', 'inherit'] });
    this.over = new Promise(r => this.child.once('exit', r));
    this.child.stdin.on('error', () => {});
    this.screen = '';
    this.at = 1;
    this.child.stdout.on('data', b => { this.shown = Date.now(); this.screen += b.toString('latin1'); });
  }

  // until waits for what must come onto the screen, then until that stands still.
  async until(what) {
    for (let i = 0; !what.test(this.screen); i++) {
      if (i > 600) throw new Error(`lynx does not show ${what}, but: ${this.screen.replace(/\x1b[[(][0-9;?]*[a-zA-Z]/g, ' ').slice(-300)}`);
      await sleep(50);
    }
    while (Date.now() - this.shown < 500) await sleep(50);
  }

  async key(keys, what = /./) { this.screen = ''; this.child.stdin.write(keys); await this.until(what); }

  // page is what lynx itself prints of the page, with the numbers of its fields.
  // The cursor must not stand in a field for text.
  async page() {
    const file = path.join(dir, 'page-' + planted('en') + '.txt');
    await this.key('p', /Save to a local file/);
    await this.key('\r', /filename/i);
    await this.key('\x15' + file + '\r', /transfer complete|Skip|\(/i);
    for (let i = 0; i < 200 && !fs.existsSync(file); i++) await sleep(50);
    if (!fs.existsSync(file)) throw new Error('lynx printed nothing');
    await this.key('\x01'); // to the first link, wherever printing left the cursor
    this.at = 1;
    return fs.readFileSync(file, 'utf8');
  }

  // go moves to the field or link with this number: on with the arrow, or, from what
  // is no field for text, to the first one before. (A tab leaps over the rows
  // of a text, an arrow does not.)
  async go(n) {
    if (n < this.at) { await this.key('\x01'); this.at = 1; }
    for (; this.at < n; this.at += 10) await this.key('\x1bOB'.repeat(Math.min(10, n - this.at)));
    this.at = n;
  }
  async type(n, text) { await this.go(n); await this.key(text); }
  async tick(n) { await this.go(n); await this.key('\r'); }
  async press(n) { await this.go(n); await this.key('\r', /NORMAL LINK/); this.at = 1; }
  async quit() { await this.key('q', /quit/i).catch(() => {}); this.child.stdin.write('y'); await Promise.race([this.over, sleep(5000)]); this.child.kill('SIGKILL'); await this.over; }
}

// Where things stand on a printed page: numbers of fields.
const area = page => +/\[(\d+)\]_+\n\s+\[\d+\]_+\n/.exec(page)?.[1];
const line = page => +/\[(\d+)\]_{5,}/.exec(page)?.[1];
const box = page => +/\[(\d+)\]\[ \]/.exec(page)?.[1];
const buttons = page => [...page.matchAll(/\[(\d+)\]BUTTON\)/g)].map(m => +m[1]);

// readable is the number as somebody can copy it off a text browser's screen.
export const readable = page => /(?<!\d)\d{6} \d{6} \d{6}(?!\d)/.exec(page)?.[0] ?? null;

const need = (ok, what) => { if (!ok) throw new Error(what); };
const clean = page => page.replace(/\n\s*References\n[\s\S]*$/, '\n').replace(/\n{3,}/g, '\n\n');

async function walk(portal, officer, lang) {
  const says = planted(lang), answer = planted(lang), back = planted(lang);
  note(`==== ${lang}: the form`);
  let lynx = new Lynx(`${portal.public}/${lang}/form`);
  let number;
  try {
    await lynx.until(/NORMAL LINK/);
    let page = await lynx.page();
    note(clean(page));
    const at = area(page), send = buttons(page).at(-1);
    need(at && send && box(page), 'the form has no sign, no field for words or no button that lynx shows');
    await lynx.tick(box(page));
    await lynx.type(at, `${says} ${lang === 'hi' ? 'मथुरा' : 'Mathura'}`);
    await lynx.press(send);
    page = await lynx.page();
    note(`==== ${lang}: after sending`); note(clean(page));
    number = readable(page);
    need(number, 'the number cannot be read in lynx');
  } finally { await lynx.quit(); }

  await officer.answers(says, answer);
  note(`==== ${lang}: an officer found the words at the desk and wrote back`);

  lynx = new Lynx(`${portal.public}/${lang}/number`);
  try {
    await lynx.until(/NORMAL LINK/);
    let page = await lynx.page();
    note(clean(page));
    await lynx.type(line(page), number);
    await lynx.press(buttons(page)[0]);
    page = await lynx.page();
    note(`==== ${lang}: the box`); note(clean(page));
    need(page.includes(answer), "the officer's letter cannot be read in lynx");
    const status = /<[^>]*id="status"[^>]*>([^<]*)/.exec(await boxOf(portal, lang, number))[1].split(/\s+/).slice(0, 3).join(' ');
    need(page.replace(/\s+/g, ' ').includes(status), 'the status cannot be read in lynx');
    need(!page.includes(says), "the box shows the tip's own words");
    const at = area(page), send = buttons(page).find(n => n > at);
    await lynx.type(at, back);
    await lynx.press(send);
    page = await lynx.page();
    note(`==== ${lang}: written back`); note(clean(page));
    need(!page.includes(back), 'the box shows what was written');
  } finally { await lynx.quit(); }
  await officer.find(back);
  note(`==== ${lang}: the officer reads that`);
}

// boxOf opens the box without lynx, to know what lynx must show.
async function boxOf(portal, lang, number) {
  const { Visitor } = await import('./visitor.mjs');
  const v = new Visitor(portal.public);
  return v.send(await v.get(`/${lang}/number`), `/${lang}/number`, { number });
}

// control: the page after sending with the number drawn instead of written
// must not count as readable.
async function control(portal) {
  const { Visitor } = await import('./visitor.mjs');
  const v = new Visitor(portal.public);
  const sent = await v.send(await v.get('/en/form'), '/en/form', { account: planted('en') });
  const html = sent.replace(/(?<!\d)\d{6} \d{6} \d{6}(?!\d)/g, '<svg role="img"><path d="M0 0h9"/></svg>');
  need(html !== sent, 'the page after sending holds no number');
  const server = http.createServer((_, res) => res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)).listen(0, '127.0.0.1');
  await new Promise(r => server.once('listening', r));
  const lynx = new Lynx(`http://127.0.0.1:${server.address().port}/`);
  try {
    await lynx.until(/NORMAL LINK/);
    need(readable(await lynx.page()) === null, 'a number that is only drawn counts as readable: this proves nothing');
  } finally { await lynx.quit(); server.closeAllConnections(); server.close(); }
  note('==== control: a number that is drawn, not written, is found unreadable');
}

let portal, code = 0;
try {
  portal = await startPortal(path.resolve(flags.portal), dir);
  const officer = await Team.signIn(portal.desk);
  for (const lang of flags.lang) await walk(portal, officer, lang);
  await control(portal);
  console.log(`lynx sent a tip and read the answer in ${flags.lang.join(', ')}; the control fails as it must`);
} catch (e) {
  code = 1;
  note('==== FAULT ' + e.message);
  console.log('FAULT  lynx: ' + e.stack);
} finally {
  await portal?.stop();
  fs.writeFileSync(flags.out, transcript.join('\n') + '\n');
  fs.rmSync(dir, { recursive: true, force: true });
}
process.exit(code);
