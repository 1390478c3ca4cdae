// A reader without scripts: going, following, reading, printing.
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';

const catalogues = path.resolve(import.meta.dirname, '../../i18n/catalog');

export class Reader {
  static async open(browser, origin) {
    const r = Object.assign(new Reader(), { origin, been: new Set(), complaints: [] });
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } });
    r.page = await context.newPage();
    r.page.setDefaultTimeout(10000);
    r.page.on('console', m => { if (m.type() === 'error' || /Content Security Policy/.test(m.text())) r.complaints.push(m.text()); });
    r.main = r.page.locator('main');
    return r;
  }

  // came notes where the reader is, without the place on the page.
  came(response) {
    if (response && response.status() >= 400) throw new Error(`${response.status()} at ${response.url()}`);
    const u = new URL(this.page.url());
    this.been.add(u.pathname + u.search);
  }

  // A page that is open already would only be scrolled: it is left first.
  async go(at) { await this.page.goto('about:blank'); this.came(await this.page.goto(this.origin + at)); }

  // follow opens a link as a reader does.
  async follow(link) {
    const href = await link.getAttribute('href');
    if (href.startsWith('#')) await link.click();
    else await Promise.all([this.page.waitForURL(u => u.pathname + u.search + u.hash === href || href.includes('?') || href.includes('#')), link.click()]);
    await this.page.waitForLoadState();
    if (await this.page.title() === '') throw new Error('a page without a title at ' + href);
    this.came();
  }

  async send(button) {
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
    this.came();
  }

  async text() { return (await this.page.locator('body').innerText()).replace(/\s+/g, ' '); }

  async says(...words) {
    const text = await this.text();
    for (const w of words) if (!text.includes(w)) throw new Error(`the page does not say "${w}"`);
  }

  // word gives a message of the catalogues, up to its first blank to fill.
  word(lang, id) {
    for (const f of fs.readdirSync(catalogues)) {
      if (!f.startsWith(lang + '.')) continue;
      const found = fs.readFileSync(path.join(catalogues, f), 'utf8').split('\n').find(l => l.startsWith(`"${id}" = "`));
      if (found) return JSON.parse(found.slice(found.indexOf('= ') + 2)).split('{{')[0].trim();
    }
    throw new Error(`no words ${id} in ${lang}`);
  }

  target() { return `[id="${decodeURIComponent(new URL(this.page.url()).hash.slice(1))}"]`; }

  // inSight tells whether an element's beginning is on the screen.
  async inSight(selector) {
    return this.page.locator(selector).first().evaluate(e => { const b = e.getBoundingClientRect(); return b.top > -2 && b.top < innerHeight - 20; });
  }
}

// paper prints a page as people do, with the margins that Chromium proposes, and reads what came out.
export async function paper(page, file, format) {
  await page.pdf({ path: file, format, margin: { top: '0.4in', bottom: '0.4in', left: '0.4in', right: '0.4in' } });
  const pages = Number(/^Pages:\s+(\d+)/m.exec(execFileSync('pdfinfo', [file], { encoding: 'utf8' }))[1]);
  const boxes = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const [, width, height] = /<page width="([\d.]+)" height="([\d.]+)"/.exec(boxes).map(Number);
  const outside = [...boxes.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<\/word>/g)]
    .filter(([, x0, y0, x1, y1]) => +x0 < 0 || +y0 < 0 || +x1 > width || +y1 > height).map(m => m[5]);
  return { pages, outside, text: execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }) };
}

// control: what is judged must be found where it is wrong, and paper must count
// two sides and see a word that hangs over the edge.
export async function control(browser, look, fault) {
  const page = await browser.newPage(), found = [];
  const own = look.fault;
  look.fault = f => found.push(f);
  await page.setContent('<html lang=en><meta name=viewport content="width=device-width"><title>t</title><main><h1>t</h1><img src="data:,"><p style="color:#bbb;background:#fff">pale</p><table><td style="min-width:900px">wide</table>');
  await look.pose(page, 320, 'light');
  await look.judge(page, 'control');
  await look.fits(page, 'control');
  look.fault = own;
  for (const what of ['image-alt', 'color-contrast', 'wider than']) if (!found.some(f => f.includes(what))) fault(`the control's ${what} is not found: this proves nothing`);
  await page.close();
}
