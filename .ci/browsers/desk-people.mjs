// Officers with a browser each: signing in, forms, and where they ended.
import { createHmac } from 'node:crypto';

// code is what an authenticator app shows now. Source: RFC 6238.
export function code(secret, at = Date.now()) {
  const bits = [...secret.replace(/[\s=]/g, '').toUpperCase()].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const mac = createHmac('sha1', key).update(count).digest();
  const from = mac[19] & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1e6).padStart(6, '0');
}

export const pass = 'correct horse battery staple';

export class Person {
  // open gives somebody a browser: with scripts and a built-in authenticator,
  // or with neither.
  static async open(browser, origin, name, { scripts = true, passkeys = false } = {}) {
    const p = Object.assign(new Person(), { browser, origin, name, passkeys, pass });
    p.context = await browser.newContext({ javaScriptEnabled: scripts, locale: 'en-GB' });
    p.page = Object.assign(await p.context.newPage(), { scriptless: !scripts });
    p.page.setDefaultTimeout(30000);
    p.page.on('console', m => { if (m.type() === 'error' && !/status of (4|5)\d\d/.test(m.text())) p.complaints.push(m.text()); });
    p.complaints = [];
    if (passkeys) {
      const cdp = await p.context.newCDPSession(p.page);
      await cdp.send('WebAuthn.enable');
      await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
        hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    }
    return p;
  }

  async go(at) {
    const r = await this.page.goto(new URL(at, this.origin).href);
    if (r.status() >= 400) throw new Error(`${this.name}: ${r.status()} at ${at}`);
  }

  // speak has the desk speak a language, as the buttons below each page do.
  async speak(lang) {
    if (!this.langCookie) {
      await this.page.click('footer button[lang=hi]');
      this.langCookie = (await this.context.cookies()).find(c => c.value === 'hi');
      if (!this.langCookie) throw new Error('no cookie keeps the language');
    }
    await this.context.addCookies([{ ...this.langCookie, value: lang }]);
  }

  // without does something in a browser without scripts that has this one's cookies.
  async without(what) {
    const context = await this.browser.newContext({ javaScriptEnabled: false, locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    try {
      await context.addCookies(await this.context.cookies());
      return await what(await context.newPage());
    } finally { await context.close(); }
  }

  async has(sel) { return await this.page.locator(sel).count() > 0; }
  async text(sel = 'main') { return (await this.page.locator(sel).first().innerText()).replace(/\s+/g, ' '); }

  async says(...words) {
    const text = await this.text();
    for (const w of words) if (!text.includes(w)) throw new Error(`${this.name} at ${new URL(this.page.url()).pathname.replace(/[^/]{20,}/g, '…')}: the page does not say “${w}”: ${text.slice(0, 600)}`);
  }

  // send fills the form that goes to an address ending so and sends it. A
  // passphrase that is asked for again is given.
  async send(end, fill = {}, { button = 'button:not([type=button])', again } = {}) {
    const form = this.page.locator(`main form[action$="${end}"]`).first();
    await form.evaluate(f => { for (let d = f.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; });
    for (const [field, value] of Object.entries(fill)) {
      const at = form.locator(`[name="${field}"]`);
      switch (await at.first().evaluate(e => e.type === 'select-one' ? 'select' : e.type)) {
        case 'checkbox': await at.first().check(); break;
        case 'radio': await form.locator(`[name="${field}"][value="${value}"]`).check(); break;
        case 'select': await at.selectOption(value); break;
        default: await at.first().fill(value);
      }
    }
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), form.locator(button).first().click()]);
    if (await this.has('#again-pass')) {
      if (again) await again();
      await this.page.fill('#again-pass', this.pass);
      await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), this.page.click('main form button')]);
    }
  }

  // demo signs in as an invented officer of a demonstration.
  async demo(login, pass) {
    await this.go('/demonstration');
    this.pass = pass ?? await this.page.locator('td code').nth(1).innerText();
    const form = this.page.locator(`form:has(input[name=login][value="${login}"])`);
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), form.locator('button').click()]);
    if (!(await this.has('form[action="/sign-out"]'))) throw new Error(`${login} is not signed in: ${await this.text()}`);
    return this;
  }

  // enrol uses a one-time link, with a passkey or with an app.
  async enrol(link, login) {
    await this.page.goto(link);
    this.login = login;
    if (await this.page.locator('#login').getAttribute('readonly') === null) await this.page.fill('#login', login);
    for (const f of ['#pass', '#again']) await this.page.fill(f, pass);
    if (this.passkeys) {
      await this.passkey();
    } else {
      this.secret = (await this.text('#secret')).replace(/\s/g, '');
      await this.page.fill('#code', code(this.secret));
      await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), this.page.click('#enrol > p > button:not([type=button])')]);
    }
  }

  // passkey presses the button of the page; what the page says when the
  // authenticator does not answer is in the fault.
  async passkey() {
    const gone = this.page.waitForNavigation({ waitUntil: 'load' }).then(() => '', e => e.message);
    const failed = this.page.waitForFunction(() => document.getElementById('passkey-failed')?.hidden === false && document.getElementById('passkey-failed').innerText)
      .then(h => h.jsonValue(), () => gone);
    await this.page.click('#passkey-do');
    const said = await Promise.race([gone, failed]);
    if (said) throw new Error(`${this.name}, passkey: ${said}`);
  }

  async haveCodes() {
    await this.page.check('#have');
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), this.page.click('main form button')]);
    await this.says('Your account is set up');
  }

  async signIn() {
    await this.go('/sign-in');
    await this.page.fill('#login', this.login);
    await this.page.fill('#pass', pass);
    if (this.passkeys) {
      await this.passkey();
    } else {
      // A code works once: the one of the next half minute is taken too.
      await this.page.fill('#code', code(this.secret, Date.now() + 30000));
      await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), this.page.click('#signin > p > button')]);
    }
  }

  // tip opens the newest tip of the queue that holds the words.
  async tip(words) {
    for (let at = '/queue?all=1'; at;) {
      await this.go(at);
      const next = await this.has('a[rel=next]') ? await this.page.locator('a[rel=next]').first().getAttribute('href') : '';
      const tips = await this.page.locator('table.queue th a').evaluateAll(l => l.map(a => a.getAttribute('href')));
      for (const tip of tips) {
        await this.go(tip);
        if ((await this.page.locator('main').innerText()).includes(words)) return tip;
      }
      at = next;
    }
    return null;
  }
}
