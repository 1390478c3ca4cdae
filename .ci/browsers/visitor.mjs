// People without a browser's window: forms are read, filled and sent, as a
// person does, over plain requests.

// unescape opens what html/template writes.
const unescape = s => s.replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(+n)).replace(/&#x([0-9a-f]+);/gi, (_, n) => String.fromCodePoint(parseInt(n, 16)))
  .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

// Visitor is somebody at a site: cookies, forms, no script.
export class Visitor {
  constructor(origin) { this.origin = origin; this.jar = {}; }

  async get(at, init = {}) {
    const headers = { cookie: Object.entries(this.jar).map(([k, v]) => `${k}=${v}`).join('; '), ...init.headers };
    let r = await fetch(this.origin + at, { ...init, headers, redirect: 'manual' });
    for (const c of r.headers.getSetCookie()) {
      const [, k, v] = /^([^=]+)=([^;]*)/.exec(c);
      if (/max-age=-|max-age=0/i.test(c)) delete this.jar[k]; else this.jar[k] = v;
    }
    if (r.status === 303) return this.get(new URL(r.headers.get('location'), this.origin).pathname);
    if (!r.ok) throw new Error(`the answer is ${r.status} at ${at.replace(/[a-z2-7]{20,}/g, '…')}`);
    return r.text();
  }

  // send fills the first form of a page whose action ends so. With files, each
  // a name and its bytes, it goes out as a browser sends files.
  async send(page, end, fill = {}, files = []) {
    for (const [, action, body] of page.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)) {
      if (!action.endsWith(end)) continue;
      const v = files.length ? new FormData() : new URLSearchParams();
      for (const [tag] of body.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
        v.set(/name="([^"]*)"/.exec(tag)[1], unescape(/value="([^"]*)"/.exec(tag)[1]));
      }
      for (const [k, x] of Object.entries(fill)) v.set(k, x);
      for (const [name, bytes] of files) v.append('files', new Blob([bytes]), name);
      return this.get(action, { method: 'POST', body: v, headers: { origin: this.origin, 'sec-fetch-site': 'same-origin' } });
    }
    throw new Error(`no form that ends with ${end}`);
  }
}

// Officer is a person at the desk of a demonstration.
export class Officer extends Visitor {
  // signIn uses the sign-in that a demonstration shows, codes of now.
  async signIn(login) {
    const page = await this.get('/demonstration');
    const form = [...page.matchAll(/<form.*?<\/form>/gs)].map(m => m[0]).find(f => f.includes(`name="login" value="${login}"`));
    if (!form) throw new Error(`the demonstration shows no sign-in of ${login}`);
    await this.send(form, '/sign-in');
    if (!(await this.get('/queue')).includes('name="csrf"')) throw new Error(`${login} is not signed in`);
    return this;
  }

  // find opens tips of the queue until one holds the words; null where none does.
  async find(words) {
    for (let at = '/queue'; at;) {
      const queue = await this.get(at);
      for (const tip of new Set([...queue.matchAll(/href="(\/tips\/[^"/#?]+)"/g)].map(m => m[1]))) {
        const page = await this.get(tip);
        if (unescape(page).includes(words)) return { at: tip, page };
      }
      const next = /<a rel="next" href="([^"]*)"/.exec(queue);
      at = next ? unescape(next[1]) : '';
    }
    return null;
  }
}

// Team are the officers whom a tip may reach: what place a planted word seems
// to name is not for a walk to say.
export class Team {
  static async signIn(desk, logins = ['agra', 'up-bureau', 'cell']) {
    const t = new Team();
    t.officers = [];
    for (const l of logins) t.officers.push(await new Officer(desk).signIn(l));
    return t;
  }

  async find(words) {
    for (const officer of this.officers) {
      const tip = await officer.find(words);
      if (tip) return { officer, ...tip };
    }
    throw new Error('the tip is in no queue');
  }

  // answers takes the tip that holds the words and writes to its sender.
  async answers(words, text) {
    let { officer, at, page } = await this.find(words);
    if (page.includes('/take"')) { await officer.send(page, '/take'); page = await officer.get(at); }
    await officer.send(page, '/ask', { text, question: '1' });
  }
}
