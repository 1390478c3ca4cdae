// The walks: node walk.mjs --portal BINARY [--browser chromium|firefox] [--all]
// Each prints what it did; a fault ends the run with 1. See README.md.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal } from './portal.mjs';
import { Team } from './visitor.mjs';
import { startAway } from './away.mjs';
import { controlWords, plant, backShows } from './control.mjs';
import { Walker } from './steps.mjs';
import { told, planted } from './words.mjs';
import { photo } from './photo.mjs';
import { search, secrets, history } from './traces.mjs';

const { values: flags } = parseArgs({ options: {
  portal: { type: 'string' }, browser: { type: 'string', multiple: true, default: ['chromium', 'firefox'] },
  lang: { type: 'string', multiple: true }, all: { type: 'boolean', default: false }, only: { type: 'string' },
  keep: { type: 'boolean', default: false },
} });
const languages = flags.lang ?? ['en', 'hi', 'ur'];
// A place that leads to a unit whose invented officer reads.
const places = { en: 'Mathura', hi: 'मथुरा', ur: 'متھرا' };

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'walk-'));
const running = new Set();
let portal, away, faults = 0;
const end = async code => {
  for (const b of running) await b.kill().catch(() => {});
  await portal?.stop(); away?.close();
  if (!flags.keep) fs.rmSync(dir, { recursive: true, force: true });
  process.exit(code);
};
for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => end(130));
process.on('uncaughtException', e => { console.log('FAULT  ' + e.stack); end(1); });

const say = (...a) => console.log(...a);
const fault = (walk, what) => { faults++; say(`FAULT  ${walk}: ${what}`); };

// looked searches a profile: the control must be there, the secrets must not.
function looked(walk, when, home, since, secret, control) {
  const r = search(home, { ...secret, ...Object.fromEntries(Object.entries(control).map(([k, v]) => ['control ' + k, v])) }, since);
  for (const k of Object.keys(control)) {
    if (!r.hits['control ' + k]) fault(walk, `${when}: the control "${k}" is not found: finding nothing else proves nothing`);
  }
  const leaks = Object.entries(r.hits).filter(([k]) => !k.startsWith('control '));
  for (const [k, where] of leaks) fault(walk, `${when}: ${k} is in ${where.join(', ')}`);
  say(`  ${when}: ${r.count} files, ${(r.bytes / 1e6).toFixed(1)} MB, ${Object.keys(control).length} controls found in ${new Set(Object.entries(r.hits).filter(([k]) => k.startsWith('control')).flatMap(([, v]) => v.map(x => x.split(' (')[0]))).size} files, ${leaks.length} leaks`);
}

// What a history may hold of the site: neutral addresses under neutral titles.
const neutralPath = /^\/(?:[a-z]{2,3}\/(?:form(?:\/[A-Za-z0-9_-]+)?|number(?:\/l)?|)|exit)?$/;
function historyIsNeutral(walk, profile, titles) {
  const rows = history(profile).filter(r => r.url.startsWith(portal.public));
  for (const r of rows) {
    const u = new URL(r.url);
    if (!neutralPath.test(u.pathname) || !/^(\?e=[a-z]+|\?l=[a-z]{2,3}(&f=[A-Za-z0-9_-]+)?)?$/.test(u.search)) fault(walk, `the history holds ${u.pathname}${u.search}`);
    if (/\/(form|number)/.test(u.pathname) && r.title && !titles.has(r.title)) fault(walk, `the history calls ${u.pathname} "${r.title}"`);
  }
  return rows.length;
}

async function titlesOf(lang) {
  const t = new Set();
  for (const p of ['form', 'number']) {
    const html = await (await fetch(`${portal.public}/${lang}/${p}`)).text();
    t.add(/<title>(.*?)<\/title>/s.exec(html)[1]);
  }
  return t;
}

async function newHome(name) {
  const home = path.join(dir, name);
  fs.mkdirSync(home);
  return home;
}

async function opened(kind, home, options) {
  const b = await kind.open(home, { away, ...options });
  running.add(b);
  return b;
}

// whole is the walk from the first page to the last, and Back after each way out.
async function whole(kind, lang, scripts, size) {
  const walk = `${kind.name}, ${lang}, scripts ${scripts ? 'on' : 'off'}, ${size.width} px`;
  say(walk);
  const since = Date.now(), home = await newHome(`${kind.name}-${lang}-${scripts}-${size.width}`);
  const unsent = told(lang), hasty = told(lang), w = told(lang), control = controlWords(scripts);
  const picture = path.join(dir, w.file + '.png'), other = path.join(dir, unsent.file + '.png');
  photo(picture, w.inside); photo(other, unsent.inside);
  const back = what => what.forEach(f => fault(walk, f));
  const before = Object.fromEntries(Object.entries(unsent).map(([k, v]) => ['unsent ' + k, v]));
  const b = await opened(kind, home, { scripts, ...size });
  let number;
  try {
    await plant((await b.pages())[0], away, control, scripts); // and stays there
    const tab = await b.newPage();
    if (!(await backShows(tab, away))) fault(walk, 'Back does not even show what it may: it proves nothing');
    const me = new Walker(tab, portal.public, lang, { places });

    await me.home();
    await me.fill(unsent, other);
    await sleep(kind.settles);
    looked(walk, 'typed, not sent', home, since, secrets(unsent), control);
    await me.leaveByLink();
    back(await me.backShowsNothing(unsent, undefined, 1));

    // Somebody comes in: away at the first sight of the number, which then has
    // a look left.
    await tab.open(me.at('/form'));
    await me.fill(hasty);
    const left = await me.send();
    await me.leaveByLink();
    back(await me.backShowsNothing(hasty, left, 1));
    Object.assign(before, Object.fromEntries(Object.entries(secrets(hasty, left)).map(([k, v]) => ['hasty ' + k, v])));

    await tab.open(me.at('/form'));
    await me.fill(w, picture);
    number = await me.send();
    await me.lastSix(w, number);
    await me.leaveByLink();
    back(await me.backShowsNothing(w, number));

    await officer.answers(w.account, w.answer);
    await me.openNumber(number);
    await me.reads(w.answer);
    await me.writes(w);
    await me.leaveByLink();
    back(await me.backShowsNothing(w, number, 3));
    await me.openNumber(number);
    await me.leaveByButton();
    back(await me.backShowsNothing(w, number, 3));
    await sleep(kind.settles);
    looked(walk, 'read and left', home, since, secrets({ ...w, ...before }, number), control);
    await b.close();
  } finally { await b.kill(); running.delete(b); }
  looked(walk, 'closed', home, since, secrets({ ...w, ...before }, number), control);
  const rows = historyIsNeutral(walk, b.profile, await titlesOf(lang));
  if (!rows) fault(walk, 'the history holds nothing of the site: its list proves nothing');
  say(`  history: ${rows} neutral entries`);
  if (!flags.keep) fs.rmSync(home, { recursive: true, force: true });
}

// settled waits until the pages that a browser brings back stand still.
async function settled(b) {
  let last = '';
  for (let i = 0, same = 0; i < 60 && same < 4; i++) {
    await sleep(500);
    const now = (await Promise.all((await b.pages()).map(t => t.url()))).join(' ');
    same = now === last && /localhost/.test(now) ? same + 1 : 0;
    last = now;
  }
  return b.pages();
}

// killed ends the browser by SIGKILL with four pages open: a form typed and not
// sent, one that is just being sent, the number after sending, a box that is
// read; then starts it again, which brings back its pages.
async function killed(kind, lang, scripts, size) {
  const walk = `${kind.name}, ${lang}, scripts ${scripts ? 'on' : 'off'}, killed`;
  say(walk);
  const since = Date.now(), home = await newHome(`${kind.name}-${lang}-${scripts}-killed`);
  const sets = { unsent: told(lang), sending: told(lang), sent: told(lang), read: told(lang) }, control = controlWords(scripts);
  const pictures = Object.fromEntries(Object.entries(sets).map(([k, w]) => { const f = path.join(dir, w.file + '.png'); photo(f, w.inside); return [k, f]; }));
  const numbers = {};
  const all = () => {
    const out = {};
    for (const [s, w] of Object.entries(sets)) for (const [k, v] of Object.entries(secrets(w, numbers[s]))) out[`${s} ${k}`] = v;
    return out;
  };
  const b = await opened(kind, home, { scripts, ...size });
  try {
    await plant((await b.pages())[0], away, control, scripts);
    const walker = async () => new Walker(await b.newPage(), portal.public, lang, { places });

    const read = await walker();
    await read.tab.open(read.at('/form'));
    await read.fill(sets.read, pictures.read);
    numbers.read = await read.send();
    await officer.answers(sets.read.account, sets.read.answer);
    await read.openNumber(numbers.read);
    await read.reads(sets.read.answer);
    await read.tab.type('#text', sets.read.letter);

    const sent = await walker();
    await sent.tab.open(sent.at('/form'));
    await sent.fill(sets.sent, pictures.sent);
    numbers.sent = await sent.send();

    const unsent = await walker();
    await unsent.tab.open(unsent.at('/form'));
    await unsent.fill(sets.unsent, pictures.unsent);

    const sending = await walker();
    await sending.tab.open(sending.at('/form'));
    await sending.fill(sets.sending, pictures.sending);
    portal.child.kill('SIGSTOP'); // the answer does not come
    try {
      await sending.tab.click(`form[action="/${lang}/form"] button:not([name])`);
      await sleep(kind.settles + 1500);
      await b.kill();
    } finally { portal.child.kill('SIGCONT'); }
  } finally { portal.child.kill('SIGCONT'); await b.kill(); running.delete(b); }
  looked(walk, 'killed', home, since, all(), control);

  const again = await opened(kind, home, { scripts, ...size, resume: true });
  try {
    const back = await settled(again);
    if (!(await Promise.all(back.map(t => t.everything()))).some(t => t.includes(control.typed))) fault(walk, 'started again: not even the control came back: it proves nothing');
    const ours = [];
    for (const t of back) if ((await t.url()).startsWith(portal.public)) ours.push(t);
    if (!ours.length) fault(walk, 'started again: no page of the site came back: it proves nothing');
    for (const tab of ours) {
      const text = await tab.everything(), at = (await tab.path()).replace(/[^/]{16,}/, '…');
      // What may come back after a visit that broke off: the second look at the
      // number, which is there for just this, and never a third; the officers'
      // letter in a box that is open for 15 minutes yet.
      const second = /\/form\/./.test(at), box = /\/number$/.test(at);
      for (const [k, v] of Object.entries(all())) {
        if (!text.includes(v) || second && k.startsWith('sent number') || box && k === 'read answer') continue;
        fault(walk, `started again: ${k} stands at ${at}`);
      }
      if (/checked:(signs|avoid|children|when|role)=/.test(text)) fault(walk, `started again: what was ticked is still ticked at ${at}`);
      if (!second) continue;
      await tab.open(await tab.url());
      if ((await new Walker(tab, portal.public, lang, { places }).holds({}, numbers.sent)).length) fault(walk, 'started again: the number is shown a third time');
    }
    say(`  started again: ${ours.length} pages of the site came back`);
    await sleep(kind.settles);
    await again.close();
  } finally { await again.kill(); running.delete(again); }
  looked(walk, 'started again and closed', home, since, all(), control);
  if (!flags.keep) fs.rmSync(home, { recursive: true, force: true });
}

const phone = { width: 320, height: 640 }, desktop = { width: 1280, height: 800 };
let officer;
try {
  away = await startAway(dir);
  portal = await startPortal(path.resolve(flags.portal), dir);
  officer = await Team.signIn(portal.desk);
  const spoken = [];
  for (const l of languages) (await fetch(`${portal.public}/${l}/`)).ok ? spoken.push(l) : fault('start', `the site does not speak ${l}`);
  for (const which of flags.browser) {
    const kind = await import(`./${which}.mjs`);
    let turn = 0;
    // By default each language once in each browser, scripts off in the one and on in the other.
    const both = flags.all || flags.lang, odd = which === 'chromium' ? 0 : 1;
    for (const [n, lang] of spoken.entries()) {
      for (const scripts of both ? [false, true] : [(n + odd) % 2 === 1]) {
        const sizes = flags.all ? [phone, desktop] : [turn % 2 ? desktop : phone];
        if (flags.only !== 'killed') for (const size of sizes) await whole(kind, lang, scripts, size);
        const kills = flags.all || flags.only === 'killed' || turn === (which === 'chromium' ? 1 : (both ? 2 : 1) * (spoken.length - 1));
        if (flags.only !== 'whole' && kills) await killed(kind, lang, scripts, sizes[0]);
        turn++;
      }
    }
  }
} catch (e) {
  fault('the walk broke off', e.stack.replaceAll(dir, '…'));
}
say(faults ? `${faults} faults` : 'no fault: nothing that was told is left in a profile');
await end(faults ? 1 : 0);
