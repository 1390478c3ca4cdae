// Two officers in two browsers, from their invitation to a closed tip, as real
// people do it, and every desk page on the way looked at (look.mjs):
//   node desk.mjs --portal BINARY --out FOLDER [--all] [--walk] [--lang en]
// Asha, Agra: scripts and a passkey. Dev, New Delhi: no scripts, an app.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { startPortal } from './portal.mjs';
import { Visitor } from './visitor.mjs';
import { planted } from './words.mjs';
import { Looker } from './look.mjs';
import { Person } from './desk-people.mjs';
import { pages } from './desk-pages.mjs';
import { menu, shortcuts, work } from './desk-work.mjs';
import { pagesOf, unseen } from './desk-routes.mjs';
import { photo } from './photo.mjs';

const { values: flags } = parseArgs({ options: { portal: { type: 'string' }, out: { type: 'string' }, all: { type: 'boolean' }, walk: { type: 'boolean' }, lang: { type: 'string', multiple: true, default: ['en', 'hi', 'ur'] } } });
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'desk-'));
const phone = '9000012345'; // in what three people tell; the desk links them by it
let faults = 0;
const fault = text => { faults++; console.log('FAULT  ' + text); };
const step = text => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);
const began = Date.now();
const must = (ok, text) => { if (!ok) throw new Error(text); };

// tell sends a tip; its sender, with the number.
async function tell(portal, place, account, files = []) {
  const v = new Visitor(portal.public);
  const sent = await v.send(await v.get('/en/form'), '/en/form', { account: `${account} The man's phone is ${phone}.`, place, children: 'yes', when: 'now', signs: 'locked-in' }, files);
  v.number = /id="receipt"[^>]*>([^<]*)</.exec(sent)[1].trim();
  return v;
}

// control: a page with a picture without a name, words that cannot be read and
// a table too wide must be found so.
async function control(browser) {
  const page = await browser.newPage();
  const found = [];
  const looker = new Looker({ out: flags.out, fault: f => found.push(f) });
  await page.setContent('<html lang=en><meta name=viewport content="width=device-width"><title>t</title><main><h1>t</h1><img src="data:,"><p style="color:#bbb;background:#fff">pale</p><table><td style="min-width:900px">wide</table>');
  await looker.pose(page, 320, 'light');
  await looker.judge(page, 'control');
  await looker.fits(page, 'control');
  for (const what of ['image-alt', 'color-contrast', 'wider than']) if (!found.some(f => f.includes(what))) fault(`the control's ${what} is not found: this proves nothing`);
  await page.close();
}

// invited has the administrator make an account's link.
async function invited(admin, name, role, body) {
  await admin.go('/people');
  await admin.send('/people', { name, role, body });
  return (await admin.page.locator('#link').inputValue()).trim();
}

async function joined(person, link, login, above, colleague, look) {
  await person.enrol(link, login);
  await person.says('Your recovery codes');
  await look.here(person, 'codes-' + login);
  await person.haveCodes();
  await person.signIn();
  await person.says('Waiting for confirmation');
  const print = (await person.text('.print code')).trim();
  await look.everywhere(person, 'waiting-own', '/waiting');
  await above.go('/waiting');
  await look.everywhere(above, 'waiting', '/waiting');
  await above.says(print); // what both read to each other
  await above.send('/confirm', { read: '1' });
  await above.says('Confirmed');
  await colleague.go('/queue'); // a member's session lets the newcomer in
  await person.go('/');
  await person.says('Queue');
}

async function walk(browser, portal) {
  const look = new Looker({ out: flags.out, all: flags.all, languages: flags.lang, blind: flags.walk, fault });
  const open = (name, how) => Person.open(browser, portal.desk, name, how);
  const words = { first: planted('en'), second: planted('en'), delhi: planted('en'), fake: planted('en'), why: planted('en'), note: planted('en'),
    later: planted('en'), letter: planted('en'), request: planted('en'), reply: planted('en'), translation: planted('en') };
  photo(path.join(dir, 'gate.png'), words.note);
  const tipster = await tell(portal, 'Agra', `Four girls are kept in a house, ${words.first}.`, [['gate.png', fs.readFileSync(path.join(dir, 'gate.png'))]]);
  await tell(portal, 'Agra', `A woman is not paid, ${words.later}.`);
  await tell(portal, 'Agra', `A girl was brought to a house, ${words.second}.`);
  await tell(portal, 'Agra', `Something untrue, ${words.fake}.`);
  await tell(portal, 'New Delhi railway station', `A man brings girls here, ${words.delhi}.`);

  step('looking at what is open to everybody');
  const nobody = await open('nobody');
  for (const [name, at] of [['sign-in', '/sign-in'], ['demonstration', '/demonstration']]) { await nobody.go(at); await look.everywhere(nobody, name, at); }
  const admin = await (await open('administrator')).demo('admin'), up = await (await open('bureau')).demo('up-bureau');
  const dl = await (await open('Delhi bureau')).demo('dl-bureau'), agra = await (await open('Agra colleague')).demo('agra');
  const delhi = await (await open('Delhi colleague')).demo('new-delhi'), cell = await (await open('cell')).demo('cell');

  step('invite, enrol, confirm, let in: Asha with a passkey, Dev without scripts');
  const asha = await open('Asha', { passkeys: true }), dev = await open('Dev', { scripts: false });
  const links = [await invited(admin, 'Asha Rao', 'incharge', 'UP-AGRA'), ''];
  await look.here(admin, 'invited');
  links[1] = await invited(admin, 'Dev Singh', 'incharge', 'DL-NEW-DELHI');
  await asha.page.goto(links[0]);
  await look.everywhere(asha, 'enrol', links[0]);
  await joined(asha, links[0], 'asha', up, agra, look);
  await joined(dev, links[1], 'dev', dl, delhi, look);
  await nobody.page.goto(links[0]).then(r => must(r.status() === 404 || r.status() === 410, `a used link answers ${r.status()}`));
  await look.here(nobody, 'link-used');

  step('the same tip claimed at once: one wins, the other is told');
  const tip = await asha.tip(words.first);
  must(tip && await agra.tip(words.first) === tip, 'the tip is not in both queues');
  await look.everywhere(asha, 'tip-new', tip);
  await agra.go(tip); await asha.go(tip);
  await Promise.all([asha.send('/take'), agra.send('/take')]);
  const told = await Promise.all([asha, agra].map(async p => [p, await p.has('main .errors[role=alert]')]));
  must(told.filter(([, lost]) => lost).length === 1, `of two who take a tip ${told.filter(([, l]) => l).length} are told that they came too late`);
  const [[winner], [loser]] = [told.find(([, l]) => !l), told.find(([, l]) => l)];
  await look.here(loser, 'take-late');
  await loser.go(tip); await winner.go(tip);
  must(!await loser.has('form[action$="/ask"]') && await winner.has('form[action$="/ask"]'), 'not exactly one of the two may write to the tipster');
  if (winner !== asha) { await asha.go(tip); await agra.send('/put-back', { 'put-back': words.why }); await asha.go(tip); await asha.send('/take'); await asha.go(tip); }
  await look.everywhere(asha, 'tip-taken', tip);
  await pages({ asha, dev, agra, delhi, up, dl, admin, cell, look, tip, words, fault, site: portal.public });

  step('the head, shortcuts, kept views, later, a letter, a reader, a request, a picture');
  await menu(asha, look);
  await shortcuts(asha, look);
  await work({ asha, agra, dev, cell, look, tip, later: await agra.tip(words.later), words, tipster, number: tipster.number });

  step('a second tip of the same phone: linked, tied, merged, undone');
  const second = await asha.tip(words.second);
  await asha.says('phone');
  must((await asha.page.locator('#near ~ ul, section:has(#near)').first().innerText()).length > 0, 'no link by phone');
  await asha.go(second);
  await asha.send('/tie', { other: tip.split('/')[2], tie: words.why });
  await asha.go(second);
  await asha.says(words.why);
  await look.here(asha, 'tip-tied');
  await asha.send('/untie');
  await asha.go(second);
  await asha.send('/join', { other: tip.split('/')[2] });
  await asha.go(second);
  must(await asha.has('form[action$="/separate"]'), 'joined to another, and no way to undo it');
  await look.here(asha, 'tip-joined');
  await asha.send('/separate');
  await asha.go(second);
  must(!await asha.has('form[action$="/separate"]'), 'separated, and still joined');

  step('given to Delhi, seen there without scripts, accepted');
  await asha.go(tip);
  await asha.send('/transfer', { to: 'DL-NEW-DELHI' });
  must(await asha.has('#wrong'), 'a transfer without a reason was taken');
  await look.here(asha, 'transfer-wrong');
  await asha.send('/transfer', { to: 'DL-NEW-DELHI', why: words.why });
  await asha.page.goto(portal.desk + tip);
  must(!await asha.has('form[action$="/close"]'), 'who gave a tip away can still close it');
  must(await dev.tip(words.first) === tip, 'the tip has not come to Delhi');
  await dev.says(words.why);
  await look.here(dev, 'tip-inbound');
  await dev.send('/take');
  await dev.go(tip);
  must(await dev.has('form[action$="/close"]'), 'who accepted a tip cannot close it');
  await dev.go('/links');
  must((await dev.text()).length > 200, 'the board of links is empty');

  step('closed with an FIR, without scripts');
  await dev.go(tip);
  await dev.send('/close', { reason: 'acted' });
  must(await dev.has('#wrong'), 'closed as acted on without an FIR or GD number');
  await look.here(dev, 'close-wrong');
  await dev.send('/close', { reason: 'acted', fir: '0123/2026', station: 'New Delhi', on: new Date().toISOString().slice(0, 10), children: '4', note: words.note });
  await dev.go(tip);
  await dev.says('0123/2026');
  await look.everywhere(dev, 'tip-closed', tip);

  step('false by two, export by two');
  const fake = await asha.tip(words.fake);
  await asha.send('/take');
  await asha.go(fake + '/export');
  await asha.send('/export', { kind: 'htcds-json', sure: '1' }, { again: () => look.here(asha, 'again') });
  await asha.go(fake + '/export');
  await look.everywhere(asha, 'export', fake + '/export');
  const file = await asha.page.locator('ul.files a').first().getAttribute('href');
  await look.everywhere(asha, 'export-file', file);
  await asha.go(file);
  must(!await asha.has('form[action$="/take"]'), 'an export that nobody agreed to can be taken');
  await seconded(asha, agra, look);
  await asha.go(file);
  const [download] = await Promise.all([asha.page.waitForEvent('download'), asha.page.locator('form[action$="/take"] button').click()]);
  const text = fs.readFileSync(await download.path(), 'utf8');
  must(text.length > 100 && JSON.parse(text), 'the export is no JSON');
  must(!text.includes(phone) && !text.includes(words.fake), 'the export holds the tip\'s own words or number');

  await asha.go(fake);
  await asha.send('/close', { reason: 'false', note: words.note });
  await asha.go(fake);
  must(await asha.has('form[action$="/close"]') && !(await asha.text()).includes('Closed:'), 'closed as false by one person');
  await seconded(asha, agra, look);
  await asha.go(fake);
  must(!await asha.has('form[action$="/close"]'), 'two say it is false, and it is open');
  await look.here(asha, 'tip-false');

  await asha.go('/queue?status=closed');
  for (const p of [asha, dev, agra, delhi, up, dl, admin, cell]) for (const c of p.complaints) fault(`${p.name}: the browser complains: ${c.slice(0, 300)}`);
  return look;
}

// seconded has a colleague agree, and whoever asked fail to agree to their own.
async function seconded(asked, other, look) {
  await asked.go('/second');
  must(!await asked.has('button[name=yes][value="1"]'), 'who asked may agree');
  await look.everywhere(asked, 'second-own', '/second');
  await other.go('/second');
  await look.everywhere(other, 'second', '/second');
  const button = other.page.locator('button[name=yes][value="1"]').first();
  await Promise.all([other.page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
  if (await other.has('#again-pass')) { await other.page.fill('#again-pass', other.pass); await Promise.all([other.page.waitForNavigation({ waitUntil: 'load' }), other.page.click('main form button')]); }
}

let portal, browser;
try {
  fs.mkdirSync(flags.out, { recursive: true });
  portal = await startPortal(path.resolve(flags.portal), dir);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  await control(browser);
  const look = await walk(browser, portal);
  const { all, missing } = unseen(look.addresses);
  must(all.length > 30 && all.includes('/reading/:reading') && pagesOf(['{get, "/new", x}'])[0] === '/new', 'the table of routes cannot be read: this proves nothing');
  for (const p of flags.walk ? [] : missing) fault(`${p}: a page that the walk did not look at`);
  step(`${look.looked.size} desk pages of ${all.length} addresses looked at, ${look.runs} times by axe, ${look.pictures} pictures`);
} catch (e) { fault(e.stack.replaceAll(dir, '…')); } finally { await browser?.close(); await portal?.stop(); fs.rmSync(dir, { recursive: true, force: true }); }
console.log(`${faults} faults`);
process.exit(faults ? 1 : 0);
