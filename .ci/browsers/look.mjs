// What is judged of a desk page without eyes: axe-core finds nothing, in each
// language, narrow and wide, light and dark; no page is wider than its window;
// and what it says and offers is the same with scripts off.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// In each language one look with all of axe; en is wide and dark besides. --all takes every one.
const looks = [[320, 'light'], [1280, 'light'], [320, 'dark'], [1280, 'dark']];
const whole = { en: 0, hi: 1, ur: 2 };
// Rules of axe that colours or the width can change; the others are judged once
// a language.
const seen = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block'];

// offers is the text of a page and every field, button and link on it, without
// what changes from one asking to the next.
const offers = () => {
  for (const id of ['passkey', 'secret']) document.getElementById(id)?.remove(); // drawn anew each time; needs scripts, and says so by not being there
  document.querySelectorAll('noscript, ol.history, table:has(#audit-caption), table:has(#events-caption)').forEach(e => e.remove()); // each look adds a line to them; what stands in for a script is no loss
  const words = document.querySelector('main').innerText.replace(/\s+/g, ' ');
  const things = [...document.querySelectorAll('main :is(a[href],button,input:not([type=hidden]),select,textarea)')]
    .filter(e => e.checkVisibility()).map(e => [e.tagName, e.id, e.name ?? '', e.type ?? ''].join(' '));
  return { words, things };
};

// inTime makes a fault of a judgement that never comes.
async function inTime(what, judging) {
  let timer;
  const late = new Promise((_, no) => { timer = setTimeout(() => no(new Error(`${what}: axe gave no answer in a minute`)), 60000); });
  try { return await Promise.race([judging, late]); } finally { clearTimeout(timer); }
}

// copyOf is a page of a browser without scripts, in one that has them: where
// scripts are off no promise is kept and axe would never answer.
async function copyOf(page) {
  const context = await page.context().browser().newContext({ locale: 'en-GB' });
  const copy = await context.newPage();
  await copy.setContent(await page.content());
  return copy;
}

export class Looker {
  constructor({ out, all, fault, blind, languages = ['en', 'hi', 'ur'] }) { Object.assign(this, { out, all, fault, languages, blind, // blind: the walk alone
      looked: new Map(), addresses: new Set(), runs: 0, pictures: 0 }); }

  // judge runs axe on the page as it stands and counts what it finds.
  async judge(page, what, rules) {
    this.runs++;
    const found = await inTime(what, (async () => {
      const had = await page.evaluate(() => typeof axe === 'object');
      if (!had) await page.evaluate(axeSource);
      return page.evaluate(async only => {
        const options = { resultTypes: ['violations'], ...(only ? { runOnly: { type: 'rule', values: only } } : {}) };
        if (!only) options.rules = { 'target-size': { enabled: true } };
        return (await axe.run(document, options)).violations.map(v => ({ id: v.id, help: v.help, at: v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.none[0]?.message ?? '')).slice(0, 3) }));
      }, rules);
    })());
    for (const v of found) this.fault(`${what}: axe ${v.id}: ${v.help}: ${v.at.join(' | ')}`);
    return found.length;
  }

  async pose(page, width, scheme) {
    await page.setViewportSize({ width, height: width === 320 ? 640 : 800 });
    await page.emulateMedia({ colorScheme: scheme });
  }

  async fits(page, what) {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) this.fault(`${what}: ${over} px wider than the window`);
  }

  async shot(page, name) {
    await page.screenshot({ path: path.join(this.out, `desk-${name}.png`), fullPage: true });
    this.pictures++;
  }

  // views judges the page as it stands: the whole of axe in one look, what
  // colours and width change in the others.
  async views(shown, name, lang) {
    this.addresses.add(new URL(shown.url()).pathname);
    const page = shown.scriptless ? await copyOf(shown) : shown;
    for (const [i, [width, scheme]] of looks.entries()) {
      const all = i === whole[lang];
      if (!all && !this.all && !(lang === 'en' && i === 3)) continue;
      await this.pose(page, width, scheme);
      const what = `${name} ${lang} ${width} ${scheme}`;
      await this.fits(page, what);
      await this.judge(page, what, all ? undefined : seen);
      if (all) await this.shot(page, `${name}-${lang}-${width}-${scheme}`);
    }
    if (page !== shown) return page.context().close();
    await this.pose(page, 1280, 'light');
  }

  // here judges a page that cannot be asked for again: what a form led to.
  async here(who, name) {
    if (this.blind || this.looked.has(name)) return;
    this.looked.set(name, 1);
    await this.views(who.page, name, await who.page.evaluate(() => document.documentElement.lang));
  }

  // everywhere judges the page at an address in each language, then without
  // scripts: a browser of its own with the same cookies.
  async everywhere(who, name, at) {
    if (this.blind || this.looked.has(name)) return;
    this.looked.set(name, 1);
    const url = new URL(at, who.origin).href;
    for (const lang of this.languages) {
      await who.speak(lang);
      const r = await who.page.goto(url);
      if (!r.ok()) { this.fault(`${name} ${lang}: ${r.status()}`); continue; }
      if (await who.page.evaluate(() => document.documentElement.lang) !== lang) this.fault(`${name}: not in ${lang}`);
      await this.views(who.page, name, lang);
    }
    await who.speak('en');
    await who.page.goto(url);
    // Asked a second time where they differ: a look may itself add the line that makes a list one page longer.
    let on, off;
    for (let i = 0; i < 2; i++) {
      on = await who.page.evaluate(offers);
      off = await who.without(async page => { await page.goto(url); return page.evaluate(offers); });
      if (on.words === off.words || differOnlyByTime(on.words, off.words)) break;
      if (i === 0) await who.page.goto(url);
    }
    const lost = on.things.filter(t => !off.things.includes(t));
    if (lost.length) this.fault(`${name}: without scripts these are missing: ${lost.join(', ')}`);
    if (on.words !== off.words && !differOnlyByTime(on.words, off.words)) {
      let from = 0;
      while (on.words[from] === off.words[from]) from++;
      const near = w => w.slice(Math.max(0, from - 60), from + 100);
      this.fault(`${name}: without scripts the page says something else: “${near(on.words)}”, “${near(off.words)}”`);
    }
  }
}

// differOnlyByTime: a minute may have passed between the two askings.
const differOnlyByTime = (a, b) => a.replace(/\d+/g, '#') === b.replace(/\d+/g, '#');
