// The walk inside a file system of its own: node disk.mjs fill --portal BINARY
// --at MOUNTED --words FILE, then, unmounted, node disk.mjs search --image FILE
// --words FILE. ../disk runs both.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startPortal } from './portal.mjs';
import { Visitor, Team } from './visitor.mjs';
import { forms, numberForms, planted } from './words.mjs';
import { finder } from './finder.mjs';

const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: {
  portal: { type: 'string' }, at: { type: 'string' }, words: { type: 'string' }, image: { type: 'string' }, logs: { type: 'string' },
} });
const tips = 20, fields = ['account', 'place', 'who', 'contact', 'contact_when', 'file', 'inside', 'letter', 'answer', 'more'];

// file is 700 KB of noise with the word in its first, its middle and its last
// sealed piece.
function file(word) {
  const b = randomBytes(700 << 10);
  for (const at of [100, b.length >> 1, b.length - 100]) b.write(word, at);
  return b;
}

// brokenOff sends half of a form with a file and hangs up.
async function brokenOff(portal, words) {
  const edge = 'edge' + planted('en');
  const part = (name, more = '') => `--${edge}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const head = part('account') + words.account + '\r\n' + part('place') + 'Mathura\r\n' + part('contact') + words.contact + '\r\n' + part('files', `; filename="${words.file}.jpg"`);
  const body = file(words.inside);
  await new Promise(done => {
    const req = http.request({ host: '127.0.0.1', port: portal.publicPort, path: '/en/form', method: 'POST',
      headers: { host: `localhost:${portal.publicPort}`, 'content-type': `multipart/form-data; boundary=${edge}`, 'content-length': head.length + body.length } });
    req.on('error', () => {}); req.on('close', done);
    req.write(head); req.write(body.subarray(0, body.length * 2 / 3 | 0));
    setTimeout(() => req.destroy(), 1500);
  });
}

async function fill() {
  const portal = await startPortal(path.resolve(flags.portal), flags.at, { logs: flags.logs });
  const all = {};
  try {
    const officer = await Team.signIn(portal.desk);
    for (let i = 0; i < tips; i++) {
      const lang = i % 2 ? 'hi' : 'en';
      const w = Object.fromEntries(fields.map(f => [f, planted(f === 'file' ? 'en' : lang)]));
      const me = new Visitor(portal.public);
      const sent = await me.send(await me.get(`/${lang}/form`), `/${lang}/form`, {
        account: w.account, place: `${lang === 'hi' ? 'मथुरा' : 'Mathura'}, ${w.place}`, who: w.who, contact: w.contact, contact_when: w.contact_when,
      }, [[w.file + '.jpg', file(w.inside)]]);
      const number = /(?<!\d)\d{6} \d{6} \d{6}(?!\d)/.exec(sent)[0];
      await officer.answers(w.account, w.answer);
      let box = await me.send(await me.get(`/${lang}/number`), `/${lang}/number`, { number });
      if (!box.includes(w.answer)) throw new Error("the officer's letter did not arrive");
      box = await me.send(box, '/number/letter', { text: w.letter });
      box = await me.send(box, '/number/contact');
      if ((await officer.find(w.account)).page.includes(w.contact)) throw new Error('the contact was not erased');
      if (!(await officer.find(w.letter))) throw new Error('the letter did not arrive');
      await me.send(box, '/number/letter', { text: '' }, [[w.more + '.jpg', file(w.more)]]);
      for (const [f, v] of Object.entries(w)) all[`tip ${i}, ${f}`] = v;
      numberForms(number).forEach((v, k) => { all[`tip ${i}, number ${k}`] = v; });
    }
    const broken = Object.fromEntries(['account', 'contact', 'file', 'inside'].map(f => [f, planted('en')]));
    await brokenOff(portal, broken);
    await officer.find(broken.account); // its words are there
    for (const [f, v] of Object.entries(broken)) all[`broken off, ${f}`] = v;
  } finally { await portal.stop(); }
  // The control: a file that was written out and deleted again.
  const control = planted('hi'), at = path.join(flags.at, 'control');
  fs.writeFileSync(at, 'x'.repeat(5000) + control + 'y'.repeat(5000), { flush: true });
  fs.rmSync(at);
  fs.writeFileSync(flags.words, JSON.stringify({ all, control }));
  const planting = Object.keys(all).filter(k => !k.includes('number')).length;
  console.log(`${tips} tips told, answered, written back to, contacts erased; ${planting} words planted`);
}

// search reads the image piece by piece, each with the end of the one before.
function search() {
  const { all, control } = JSON.parse(fs.readFileSync(flags.words, 'utf8'));
  const patterns = [...Object.entries(all), ['control', control]].flatMap(([name, text]) => forms(text).map(([how, b]) => ({ name, how, b })));
  const find = finder(patterns), found = new Map(), size = fs.statSync(flags.image).size, piece = 8 << 20, lap = 4096;
  const fd = fs.openSync(flags.image), buffer = Buffer.alloc(piece + lap), nothing = Buffer.alloc(piece + lap);
  let used = 0;
  for (let at = 0; at < size; at += piece) {
    const n = fs.readSync(fd, buffer, 0, buffer.length, at), b = buffer.subarray(0, n);
    if (b.equals(nothing.subarray(0, n))) continue; // never written
    used += Math.min(n, piece);
    for (const [p, i] of find(b)) found.set(p.name, `${p.how}, at byte ${at + i}`);
  }
  fs.closeSync(fd);
  const control0 = found.get('control');
  found.delete('control');
  for (const [k, v] of found) console.log(`FAULT  disk: ${k} is on it (${v})`);
  if (!control0) console.log('FAULT  disk: the deleted control is not found: finding nothing else proves nothing');
  console.log(`${(used / 1e6).toFixed(0)} MB of raw disk, ${Object.keys(all).length} texts in ${patterns.length} forms: ${found.size} found; the deleted control ${control0 ? 'is found (' + control0 + ')' : 'is not'}`);
  process.exit(found.size || !control0 ? 1 : 0);
}

await ({ fill, search })[positionals[0]]();
