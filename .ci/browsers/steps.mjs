// What a person does on the public site, step by step. Each step throws where
// the page is not what it must be.
export class Walker {
  constructor(tab, origin, lang, { places, shoot = () => {} }) {
    Object.assign(this, { tab, origin, lang, place: places[lang] ?? places.en, shoot });
  }

  at(path) { return `${this.origin}/${this.lang}${path}`; }

  // holds tells which of the words the page shows, anywhere.
  async holds(words, number) {
    const all = await this.tab.everything();
    const digits = all.replace(/[०-९۰-۹]/g, c => c.codePointAt(0) % 16 - (c < '۰' ? 6 : 0));
    const found = Object.entries(words).filter(([, w]) => all.includes(w)).map(([k]) => k);
    if (number && digits.replace(/[\s-]/g, '').includes(number.replaceAll(' ', ''))) found.push('number');
    return found;
  }

  async home() {
    await this.tab.open(this.at('/'));
    await this.tab.press(`main a[href="/${this.lang}/form"]`);
    await this.shoot('form');
  }

  // fill types into every field that the form has and chooses a photo.
  async fill(words, photo) {
    const t = this.tab;
    for (let i = 0; i < 100 && !(await t.has('#account')); i++) await new Promise(r => setTimeout(r, 100)); // a busy machine draws late
    if (!(await t.has('#account'))) throw new Error('no form at ' + await t.path());
    await t.click('details > summary');
    for (const f of ['account', 'who', 'contact', 'contact_when']) await t.type('#' + f, `${words[f]} ${words[f].slice(0, 3)}`);
    await t.type('#place', `${this.place}, ${words.place}`);
    await t.click('input[name=signs][value=locked-in]');
    await t.click('input[name=children][value=yes]');
    if (photo) await t.upload('#files', photo);
    const shown = await this.holds(words);
    for (const f of ['account', 'place', 'who', 'contact', 'contact_when']) {
      if (!shown.includes(f)) throw new Error(`${f} does not hold what was typed: going back would prove nothing`);
    }
  }

  // send sends the form and reads the number.
  async send() {
    await this.tab.press(`form[action="/${this.lang}/form"] button:not([name])`);
    const number = (await this.tab.text('#receipt')).trim();
    if (!/^\d{6} \d{6} \d{6}$/.test(number)) throw new Error('no number after sending at ' + (await this.tab.path()).replace(/[^/]{16,}/, '…'));
    await this.shoot('sent');
    return number;
  }

  // lastSix types digits back, first wrong ones with a planted word beside.
  async lastSix(words, number) {
    const t = this.tab;
    await t.type('#last6', `${words.last6} 000000`);
    await t.press('form:has(#last6) button');
    if (!(await t.has('#last6'))) throw new Error('wrong digits were taken');
    await t.type('#last6', number.slice(-6));
    await t.press('form:has(#last6) button');
    if (await t.has('#last6')) throw new Error('the right digits were not taken');
  }

  // leaveByLink uses the way out that stands on every page.
  async leaveByLink() {
    await this.tab.press('a.exit');
    for (let i = 0; i < 60 && !(await this.tab.has('#neutral').catch(() => false)); i++) await new Promise(r => setTimeout(r, 250));
    if ((await this.tab.url()).startsWith(this.origin)) throw new Error('the exit stays on the site, at ' + await this.tab.path());
    if (!(await this.tab.has('#neutral'))) throw new Error('the exit leads to no page');
  }

  // backShowsNothing goes back as far as the portal's pages go and looks.
  async backShowsNothing(words, number, times = 4) {
    const faults = [];
    let ours = 0;
    for (let i = 0; i < times; i++) {
      if (!(await this.tab.back())) break;
      if (!(await this.tab.url()).startsWith(this.origin)) continue;
      ours++;
      const seen = await this.holds(words, number);
      if (seen.length) faults.push(`Back (${i + 1}) shows ${seen.join(', ')} at ${(await this.tab.path()).replace(/[^/]{16,}/, '…')}`);
      if (/checked:(signs|avoid|children|when|role)=/.test(await this.tab.everything())) faults.push(`Back (${i + 1}) shows what was ticked`);
    }
    if (!ours) faults.push('Back leads to no page of the site: the walk proves nothing');
    return faults;
  }

  // openNumber goes to the number's page and opens the box.
  async openNumber(number) {
    await this.tab.open(this.at('/number'));
    await this.shoot('number');
    await this.tab.type('#number', number);
    await this.tab.press(`form[action="/${this.lang}/number"] button`);
    if (!(await this.tab.has('#status'))) throw new Error('the number does not open at ' + await this.tab.path());
  }

  async reads(answer) {
    if (!(await this.holds({ answer })).length) throw new Error("the officer's letter is not shown");
    await this.shoot('box');
  }

  async writes(words) {
    await this.tab.type('#text', words.letter);
    await this.tab.press('form[action$="/letter"] button');
    if (!(await this.tab.has('#status'))) throw new Error('the letter did not lead back to the box');
  }

  async leaveByButton() { await this.tab.press('form[action$="/number/leave"] button'); }
}
