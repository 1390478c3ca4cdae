// A trainer and an officer read the library, in Chromium with scripts off, and
// every page they come to is judged (look.mjs):
//   node reader.mjs --portal BINARY --out FOLDER [--walk]
// A folder given by --library holds what the starter library has no case of: a
// second text of the letter of 4 March 2024, which leaves its Hindi behind, and
// a contact that nobody has tried for long. --walk leaves the judging out.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import { startPortal } from './portal.mjs';
import { Looker } from './look.mjs';
import { Reader, control, paper } from './reader-steps.mjs';

const { values: flags } = parseArgs({ options: { portal: { type: 'string' }, out: { type: 'string' }, walk: { type: 'boolean' } } });
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'reader-'));
let faults = 0;
const fault = text => { faults++; console.log('FAULT  ' + text); };
const began = Date.now();
const step = text => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);
const must = (ok, text) => { if (!ok) throw new Error(text); };

const starter = path.resolve(import.meta.dirname, '../../content/library');
const letter = 'advisories/2024-03-04-child-labour';
const changedOn = '2026-10-01', oldDay = '2024-06-15';

// folder writes what lies on top of the starter library. The change is
// invented; nobody else reads the walk's portal.
function folder() {
  const at = path.join(dir, 'library');
  const put = (name, text) => { fs.mkdirSync(path.join(at, path.dirname(name)), { recursive: true }); fs.writeFileSync(path.join(at, name), text); };
  const text = fs.readFileSync(path.join(starter, letter, 'en.md'), 'utf8');
  put(`${letter}/en@2024-03-04.md`, text);
  const changed = text.replace(/^status: /m, `changed:\n  - on: ${changedOn}\n    what: "Invented for this walk: a second paragraph on agencies; what was 2(vii) is 2(viii)."\nstatus: `)
    .replace('{2.viii who=', '{2.ix was="p2.viii" who=').replace('{2.vii who=', '{2.viii was="p2.vii" who=')
    .replace('\n{2.viii ', '\n{2.vii who="States and UTs"} **Invented for this walk.** Agencies are listed.\n\n{2.viii ')
    .replace('States and UTs may develop', 'States and UTs must develop');
  must(changed.includes('{2.ix was="p2.viii"') && changed.includes('must develop') && changed.includes(changedOn), 'the letter is not as the walk knows it');
  put(`${letter}/en.md`, changed);
  put('help/duty-room/en.md', '---\ntitle: "The duty room"\nsource: [{name: "Invented for a walk", ref: "nowhere"}]\ncontacts:\n' +
    '  - {name: "Duty room", phone: "+91 11 0000 0000", owner: "The reader\'s walk", checked_on: 2025-01-02}\n' +
    '  - {name: "Danger now", phone: "112", owner: "The reader\'s walk", checked_on: 2025-01-03, emergency: true}\n---\n\nAsk here.\n');
  return at;
}

// from the front page to para 2(vi), to the SOP that carries it out, and back.
async function citing(r) {
  await r.go('/en/');
  await r.follow(r.main.locator('a[href="/en/library/"]').or(r.page.locator('nav a[href="/en/library/"]')).first());
  await r.follow(r.main.locator('a[href="/en/library/advisories/"]').first());
  await r.follow(r.main.locator(`a[href="/en/library/${letter}"]`).first());
  const own = r.page.locator('[id="p2.vi"]');
  await r.says('(vi)');
  await r.follow(own.locator('a.num'));
  must(r.page.url().endsWith('#p2.vi'), 'the number of a paragraph is no link to it');
  const about = r.page.locator('[id="p2.vi"] + .of, [id="p2.vi"] ~ .of').first();
  await about.locator('summary').click();
  const cite = about.locator('details p');
  const said = await cite.first().innerText();
  must(said === 'MHA letter No. 15011/36/2022-ATC, 4 March 2024, para 2(vi)', 'the citation is ' + said);
  const address = await cite.nth(1).innerText();
  must(new URL(address).hash === '#p2.vi', 'the address to copy is ' + address);
  // Copied: three clicks select what stands there, nothing beside it.
  for (const [p, want] of [[cite.first(), said], [cite.nth(1), address]]) {
    await p.click({ clickCount: 3 });
    const got = await r.page.evaluate(() => getSelection().toString().trim());
    must(got === want, `copying gives "${got}"`);
  }
  await r.go(new URL(address).pathname + new URL(address).hash);
  must(await r.inSight('[id="p2.vi"]'), 'the copied address does not lead to the paragraph');
  await about.locator('summary').click();
  const carries = about.locator('li', { hasText: 'carries it out' }).locator('a');
  await r.follow(carries.first());
  must(/\/en\/library\/sops\/[^/]+#p/.test(r.page.url()), 'no SOP carries it out: ' + r.page.url());
  must(await r.inSight(r.target()), 'the SOP is not opened at its step');
  const back = r.page.locator(`.of a[href="/en/library/${letter}#p2.vi"]`).first();
  must(await back.count() === 1, 'the step does not say what it carries out');
  await r.follow(back);
  must(await r.inSight('[id="p2.vi"]'), 'the way back does not lead to 2(vi)');
}

// the text of a day, the history, what differs, an old number.
async function days(r) {
  await r.go(`/en/library/${letter}`);
  await r.follow(r.main.locator(`a[href="/en/library/${letter}/history"]`));
  await r.says('From 1 October 2026', 'From 4 March 2024', 'Invented for this walk: a second paragraph');
  await r.page.fill('#on', oldDay);
  await r.send(r.main.locator('form button').first());
  await r.says('An older text: as it stood on 15 June 2024', 'States and UTs may develop');
  must(!(await r.text()).includes('Agencies are listed'), 'the text of a day shows what came later');
  await r.follow(r.main.locator('.note a').first());
  await r.says('States and UTs must develop');
  await r.go(`/en/library/${letter}?on=2024-03-03`);
  await r.says('not yet in force on 3 March 2024');
  await r.go(`/en/library/${letter}/history`);
  await r.follow(r.main.locator('a[href*="/diff?"]').first());
  const cut = (await r.main.locator('del').allInnerTexts()).join(' '), put = (await r.main.locator('ins').allInnerTexts()).join(' ');
  must(/may/.test(cut) && /must/.test(put), `the difference shows −${cut} +${put}`);
  await r.says('2(vii) → 2(viii)', 'Agencies are listed');
  await r.go(`/en/library/${letter}?p=p2.ix`);
  must(await r.inSight('[id="p2.ix"]'), 'today\'s number does not lead to its paragraph');
  // A link that somebody wrote into a file in 2024: its paragraph has another
  // number today, and another has its number.
  await r.go(`/en/library/${letter}#p2.vii`);
  await r.says('What was paragraph 2(vii) in an earlier text is now 2(viii)');
}

// Hindi beside English, and what it lacks; Urdu where there is one.
async function languages(r) {
  await r.go(`/hi/library/${letter}`);
  await r.says(r.word('hi', 'document.stale'));
  await r.follow(r.main.locator('a[href*="?with=en"]').first());
  await r.says(r.word('hi', 'document.stale'), '2(vii)', 'Agencies are listed');
  // Each beside what it says, whatever its number is today.
  const pair = r.main.locator('.pair.text', { hasText: 'CCTNS and CriMAC.' });
  must(await pair.count() === 1 && (await pair.innerText()).includes('CCTNS और CriMAC।'), 'a paragraph with another number does not stand beside its translation');
  await r.go('/en/library/sops/2026-placement-agency?with=hi');
  const pairs = await r.main.locator('.pair.text').evaluateAll(all => all.map(p => [...p.children].map(c => c.getBoundingClientRect()).map(b => [b.left, b.top])));
  must(pairs.filter(([a, b]) => a[1] === b[1] && a[0] < b[0]).length > 10, 'English and Hindi are not beside each other');
  await r.go('/ur/library/help/signs?with=en');
  must(await r.main.locator('.pair.text > [lang=ur][dir=rtl]').count() > 3, 'no Urdu beside the English');
}

// old and new sections, both ways.
async function codes(r) {
  await r.go('/en/library/laws/1860-ipc#p370');
  await r.says('For acts before 1 July 2024');
  await r.follow(r.page.locator('[id="p370"] ~ .of a[href="/en/library/laws/2023-bns#p143"]').first());
  must(await r.inSight('[id="p143"]'), 'IPC 370 does not lead to BNS 143');
  await r.follow(r.page.locator('[id="p143"] ~ .of a[href="/en/library/laws/1860-ipc#p370"]').first());
  must(await r.inSight('[id="p370"]'), 'BNS 143 does not lead back to IPC 370');
  await r.go('/en/library/laws/concordance');
  const row = r.main.locator('tr', { has: r.page.locator('a[href="/en/library/laws/1860-ipc#p370"]') });
  must(await row.locator('a[href="/en/library/laws/2023-bns#p143"]').count() === 1, 'the table of old and new does not pair IPC 370 and BNS 143');
}

// A card on paper, in each language: one side, and no word outside it.
async function cards(r) {
  for (const lang of ['en', 'hi', 'ur']) {
    await r.go(`/${lang}/library/sops/2026-child-found-at-work`);
    await r.follow(r.main.locator('a[href$="/card"]'));
    const steps = await r.main.locator('.card ul.documents > li').count();
    must(steps >= 8, `${steps} steps on the card`);
    for (const format of ['A5', 'A4']) {
      const file = path.join(flags.out, `card-${lang}-${format}.pdf`);
      const p = await paper(r.page, file, format);
      must(p.pages === 1, `the card takes ${p.pages} pages of ${format} in ${lang}`);
      must(p.outside.length === 0, `words stand outside the ${format}: ${p.outside.join(' ')}`);
      const shown = (await r.main.locator('.card').innerText()).match(/[A-Za-z0-9]{4,}/g);
      const lost = shown.filter(w => !p.text.includes(w));
      must(lost.length === 0, `the ${format} in ${lang} lacks ${lost.join(' ')}`);
    }
    execFileSync('pdftoppm', ['-r', '90', '-png', '-singlefile', path.join(flags.out, `card-${lang}-A5.pdf`), path.join(flags.out, `card-${lang}`)]);
  }
}

// What a State answers, a quiz, a contact that has grown old.
async function others(r) {
  await r.go('/en/library/advisories/2024-03-04-child-labour/reply');
  must(await r.main.locator('tbody tr').count() >= 9, 'the table to answer lacks recommendations');
  const csv = await (await r.page.request.get(r.origin + '/en/library/advisories/2024-03-04-child-labour/reply.csv')).text();
  must(csv.includes('para 2(vi)') && csv.split('\r\n').length >= 10, 'the table for a spreadsheet lacks recommendations');
  await r.go('/en/library/training/taking-a-tip-and-an-fir/quiz');
  for (const first of await r.main.locator('fieldset').all()) await first.locator('input[type=radio]').first().check();
  await r.send(r.main.locator('form button'));
  must(/quiz\?a=1+$/.test(r.page.url()), 'the quiz is not marked at ' + r.page.url());
  await r.go('/en/library/help/duty-room');
  await r.says('2 January 2025', r.word('en', 'library.contact_stale'));
  must(await r.main.locator('a[href="tel:112"]').isVisible(), 'an emergency number is hidden because it is stale');
}

// A pack is put together, printed, and opened again by its address alone.
async function packs(r, browser) {
  await r.go(`/en/library/${letter}`);
  await r.follow(r.main.locator('a[href*="/en/pack/edit?open="]').first());
  await r.main.locator('input[name=add][value="p2.vi"]').check();
  await r.send(r.main.locator('form:has(input[name=add]) button').last());
  await r.go(new URL(r.page.url()).pathname + new URL(r.page.url()).search + '&open=sops/2026-placement-agency');
  await r.main.locator('input[name=add][value="p1"]').check();
  await r.main.locator('input[name=add][value="p6"]').check();
  await r.send(r.main.locator('form:has(input[name=add]) button').last());
  await r.page.fill('#t', 'Placement agencies, morning session');
  await r.send(r.main.locator('form:has(#t) button'));
  await r.follow(r.main.locator('a.button[href*="/en/pack?"]').first());
  const says = ['Placement agencies, morning session', 'para 2(vi)', 'Know your agencies before a complaint.', 'Register the FIR against agency and agent.'];
  await r.says(...says);
  const address = r.page.url(), file = path.join(flags.out, 'pack.pdf');
  const p = await paper(r.page, file, 'A4');
  const flat = p.text.replace(/\s+/g, ' ');
  for (const w of says) must(flat.includes(w), 'the printed pack lacks ' + w);
  must(p.pages > 0 && p.outside.length === 0, 'words stand outside the paper: ' + p.outside.join(' '));
  execFileSync('pdftoppm', ['-r', '60', '-png', '-f', '1', '-singlefile', file, path.join(flags.out, 'pack')]);
  // Somebody else, with nothing but the address.
  const other = await Reader.open(browser, r.origin);
  await other.go(address.slice(r.origin.length));
  await other.says(...says);
  must((await other.page.context().cookies()).length === 0, 'a pack leaves a cookie');
}

async function walk(browser, portal) {
  const r = await Reader.open(browser, portal.public);
  for (const [what, part] of Object.entries({ 'advisory, para 2(vi), the SOP that carries it out, back': citing, 'the text of a day, history, difference, old numbers': days,
    'side by side, a translation left behind': languages, 'IPC 370 and BNS 143': codes, 'field cards on paper': cards, 'to answer, to learn, to call': others, 'a pack made, printed, opened by its address': packs })) {
    step(what);
    await part(r, browser).catch(e => fault(`${what}: ${e.message.split('\n')[0]}\n       at ${r.page.url().replace(portal.public, '')}`));
  }
  for (const c of r.complaints) fault('the browser complains: ' + c.slice(0, 300));
  return [...r.been];
}

// judged looks at each address wide and narrow, with the scripts that axe
// needs; the pages have none of their own.
async function judged(browser, portal, addresses) {
  const look = new Looker({ out: flags.out, fault });
  await control(browser, look, fault);
  const page = await (await browser.newContext()).newPage();
  for (const at of addresses) {
    await page.goto(portal.public + at);
    for (const [width, rules] of [[320, undefined], [1280, ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block']]]) {
      await look.pose(page, width, 'light');
      await look.fits(page, `${at} ${width}`);
      await look.judge(page, `${at} ${width}`, rules);
    }
    if (await page.locator('script:not([type="application/ld+json"])').count()) fault(at + ' has a script');
  }
  step(`${addresses.length} pages judged at 320 and 1280 px, ${look.runs} times by axe`);
}

let portal, browser;
try {
  fs.mkdirSync(flags.out, { recursive: true });
  portal = await startPortal(path.resolve(flags.portal), dir, { args: ['--library', folder()], demo: false });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  step('the portal is ready');
  const addresses = await walk(browser, portal);
  if (!flags.walk) await judged(browser, portal, addresses);
} catch (e) { fault(e.stack.replaceAll(dir, '…')); } finally { await browser?.close(); await portal?.stop(); fs.rmSync(dir, { recursive: true, force: true }); }
console.log(`${faults} faults`);
process.exit(faults ? 1 : 0);
