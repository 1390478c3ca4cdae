// The control in every profile: on another site, whose pages may be kept, the
// same kinds of words must be found. A search that does not find them, or a
// browser that keeps nothing, proves nothing.
import { planted } from './words.mjs';

export function controlWords(scripts) {
  const w = { cached: planted('hi'), typed: planted('ur'), submitted: planted('en') };
  if (scripts) Object.assign(w, { local: planted('en'), indexed: planted('hi') });
  return w;
}

// plant walks the other site in a tab: reads a page, sends a form, stores, and
// stays on a form that is typed and not sent.
export async function plant(tab, away, words, scripts) {
  Object.assign(away.words, { cached: words.cached, local: words.local ?? '', indexed: words.indexed ?? '' });
  await tab.open(away.origin + '/scripted');
  const title = await tab.title();
  if (title !== (scripts ? 'on' : 'off')) throw new Error(`scripts should be ${scripts ? 'on' : 'off'}: the page says ${title}`);
  await tab.open(away.origin + '/kept');
  await tab.type('#line', words.submitted);
  await tab.press('button');
  if (scripts) {
    await tab.open(away.origin + '/stored');
    for (let i = 0; (await tab.title()) !== 'on'; i++) {
      if (i > 50) throw new Error('the control stored nothing');
      await new Promise(r => setTimeout(r, 100));
    }
  }
  await tab.open(away.origin + '/kept');
  await tab.type('#free', words.typed);
}

// backShows is the control of Back: a page that may be kept shows what was typed.
export async function backShows(tab, away) {
  const word = planted('en');
  await tab.open(away.origin + '/kept');
  await tab.type('#free', word);
  await tab.open(away.origin + '/');
  await tab.back();
  return (await tab.everything()).includes(word);
}
