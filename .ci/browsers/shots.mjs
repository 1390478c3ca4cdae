// Pictures of every public page for people to look at, by language, width and
// light: node shots.mjs --portal BINARY --out FOLDER. What is judged without
// eyes: no page is wider than its window, and the way out is on the screen.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { startPortal } from './portal.mjs';
import { Visitor, Team } from './visitor.mjs';
import { planted } from './words.mjs';

const { values: flags } = parseArgs({ options: { portal: { type: 'string' }, out: { type: 'string' }, lang: { type: 'string', multiple: true, default: ['en', 'hi', 'ur'] } } });
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'shots-'));
const answers = { en: 'Which house is it?', hi: 'कौन सा मकान है?', ur: 'کون سا مکان ہے؟' };
let faults = 0, taken = 0;

// fits tells by how much a page is wider than its window, and whether the way
// out stands on the screen when the page is scrolled to its end.
export const fits = page => page.evaluate(() => {
  scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
  const r = document.querySelector('a.exit')?.getBoundingClientRect();
  const out = !!r && r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth && r.width >= 44 && r.height >= 44;
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  scrollTo({ top: 0, behavior: 'instant' });
  return { over, out };
});

async function picture(page, lang, name) {
  for (const [width, height] of [[320, 640], [1280, 800]]) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const { over, out } = await fits(page);
      const what = `${lang} ${name} ${width} ${colorScheme}`;
      if (over > 0) { faults++; console.log(`FAULT  ${what}: ${over} px wider than the window`); }
      if (!out) { faults++; console.log(`FAULT  ${what}: the way out is not on the screen, or smaller than 44 px`); }
      await page.screenshot({ path: path.join(flags.out, `${name}-${lang}-${width}-${colorScheme}.png`), fullPage: true });
      taken++;
    }
  }
}

async function pages(browser, portal, officer, lang) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const name of ['home', 'form', 'number', 'help', 'safety']) {
    await page.goto(`${portal.public}/${lang}/${name === 'home' ? '' : name}`);
    await picture(page, lang, name);
  }
  const me = new Visitor(portal.public), says = planted(lang);
  const sent = await me.send(await me.get(`/${lang}/form`), `/${lang}/form`, { account: says });
  await page.goto(portal.public + /action="(\/[a-z]+\/form\/[^"]+)"/.exec(sent)[1]);
  await picture(page, lang, 'sent');
  await officer.answers(says, answers[lang] ?? answers.en);
  await me.send(await me.get(`/${lang}/number`), `/${lang}/number`, { number: /(?<!\d)\d{6} \d{6} \d{6}(?!\d)/.exec(sent)[0] });
  await context.addCookies(Object.entries(me.jar).map(([name, value]) => ({ name, value, url: portal.public })));
  await page.goto(`${portal.public}/${lang}/number`);
  await picture(page, lang, 'box');
  await context.close();
}

// control: a page with a table too wide and no way out must be found so.
async function control(browser) {
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  await page.setContent('<meta name=viewport content="width=device-width"><table><td style="min-width:900px">wide</table>');
  const { over, out } = await fits(page);
  if (over <= 0 || out) { faults++; console.log('FAULT  the control fits: this proves nothing'); }
  await page.close();
}

let portal, browser;
try {
  fs.mkdirSync(flags.out, { recursive: true });
  portal = await startPortal(path.resolve(flags.portal), dir);
  const officer = await Team.signIn(portal.desk);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  await control(browser);
  for (const lang of flags.lang) await pages(browser, portal, officer, lang);
} catch (e) { faults++; console.log('FAULT  ' + e.stack.replaceAll(dir, '…')); } finally { await browser?.close(); await portal?.stop(); fs.rmSync(dir, { recursive: true, force: true }); }
console.log(`${taken} pictures in ${path.basename(flags.out)}; ${faults} faults`);
process.exit(faults ? 1 : 0);
