// One tab in which things are typed, clicked and read: the same for both
// browsers; what differs in driving them comes in as own.
export class PageTab {
  constructor(page, own) { this.page = page; this.own = own; }

  async url() { return this.own.url(); }
  async path() { const u = await this.url(); try { return new URL(u).pathname; } catch { return u; } }
  async title() { return this.own.eval(() => document.title); }
  async open(url) { await this.own.open(url); }

  // press clicks what leads to another page and waits for that.
  async press(sel) { await this.own.press(sel); }
  async click(sel) { await this.own.click(sel); }

  // type clicks into a field until it has the focus, as a person looks where
  // the cursor stands, and types.
  async type(sel, text) {
    for (let i = 0; ; i++) {
      await this.own.click(sel);
      if (await this.own.eval(s => document.activeElement === document.querySelector(s), sel)) break;
      if (i === 10) throw new Error('no focus in ' + sel);
    }
    await this.own.insert(text);
  }

  async upload(sel, file) { await this.own.upload(sel, file); }
  async has(sel) { return this.own.eval(s => document.querySelector(s) !== null, sel); }
  async text(sel) { return this.own.eval(s => document.querySelector(s)?.innerText ?? '', sel); }

  // everything is all that stands on a page, in its fields and out of sight too.
  async everything() {
    return this.own.eval(() => document.documentElement.textContent + ' ' +
      [...document.querySelectorAll('input,textarea,select')].map(e => e.type === 'file' ? [...e.files].map(f => f.name).join(' ') : e.value).join(' ') + ' ' +
      [...document.querySelectorAll('input:checked')].filter(e => e.value !== '').map(e => 'checked:' + e.name + '=' + e.value).join(' '));
  }

  // back presses Back and gives whether there was a page to go back to.
  async back() {
    const there = await this.own.back();
    await new Promise(r => setTimeout(r, 300));
    return there;
  }

  async overflow() { return this.own.eval(() => document.documentElement.scrollWidth - document.documentElement.clientWidth); }
  async shot(file) { await this.own.shot(file); }
}
