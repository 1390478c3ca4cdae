// Words that are nowhere but where a walk put them, and the forms in which a
// browser could have written them to the disk.
import { randomInt } from 'node:crypto';

const letters = {
  en: [...'bcdfghklmnprstvz'].flatMap(c => [...'aeiou'].map(v => c + v)),
  hi: [...'कखगघचजटडतदनपबमरलसह'].flatMap(c => ['', 'ा', 'ि', 'ी', 'ु', 'े', 'ो'].map(v => c + v)),
  ur: [...'بپتٹجچخدرزسشکگلمنوہی'].map(c => c),
};

// planted is one word of its own in the script of a language.
export function planted(lang) {
  const set = letters[lang] ?? letters.en;
  let word = '';
  while ([...word].length < 14) word += set[randomInt(set.length)];
  return word;
}

// told is a set of planted words, one for each field a person may fill.
export function told(lang) {
  const w = {};
  for (const f of ['account', 'place', 'who', 'contact', 'contact_when', 'last6', 'letter', 'answer']) w[f] = planted(lang);
  w.file = planted('en') + '-photo'; // a telephone's file names are Latin
  w.inside = planted('en');
  return w;
}

// forms lists the ways in which the text could lie in a file.
export function forms(text) {
  const utf8 = Buffer.from(text), wide = Buffer.from(text, 'utf16le');
  const out = [['UTF-8', utf8], ['UTF-16', wide], ['UTF-16 BE', Buffer.from(wide).swap16()]];
  for (const [how, b] of [['base64', utf8], ['base64 of UTF-16', wide]]) {
    // Three ways to fall into groups of three bytes; the ends depend on the neighbours.
    for (let shift = 0; shift < 3; shift++) {
      const s = Buffer.concat([Buffer.alloc(shift), b]).toString('base64').replace(/=+$/, '');
      const core = s.slice(shift === 0 ? 0 : shift + 1, -2);
      out.push([how, Buffer.from(core)]);
      if (/[+/]/.test(core)) out.push([how + ' for addresses', Buffer.from(core.replaceAll('+', '-').replaceAll('/', '_'))]);
    }
  }
  const percent = encodeURIComponent(text);
  if (percent !== text) {
    out.push(['percent', Buffer.from(percent)], ['percent, small letters', Buffer.from(percent.toLowerCase())]);
    const units = [...Array(text.length).keys()].map(i => text.charCodeAt(i));
    const escaped = units.map(u => u < 128 ? String.fromCharCode(u) : '\\u' + u.toString(16).padStart(4, '0'));
    out.push(['JSON escapes', Buffer.from(escaped.join(''))], ['JSON escapes, capitals', Buffer.from(escaped.map(e => e.length > 1 ? '\\u' + e.slice(2).toUpperCase() : e).join(''))]);
    out.push(['HTML entities', Buffer.from([...text].map(c => c.codePointAt(0) < 128 ? c : `&#${c.codePointAt(0)};`).join(''))]);
  }
  return out;
}

const digitSets = { hi: '०१२३४५६७८९', ur: '۰۱۲۳۴۵۶۷۸۹' };

// numberForms are the ways to write a receipt number or enough of it: whole,
// and every two of its groups, with what may stand between. One group of six
// alone is no finding: six digits stand in every profile by chance. What is
// typed into the field for the last six carries a planted word besides.
export function numberForms(number) {
  const g = number.split(' ');
  const latin = [' ', '', '-', '%20', '+', '\u00a0'].flatMap(s => [g[0] + s + g[1], g[1] + s + g[2]]);
  const own = Object.values(digitSets).flatMap(d => [' ', ''].flatMap(s => [g[0] + s + g[1], g[1] + s + g[2]]
    .map(t => t.replace(/\d/g, c => d[c]))));
  // As it is read out: digit by digit.
  const spoken = [' ', ', '].map(s => [...g.join('')].join(s)).concat([' ', ', '].map(s => g.map(x => [...x].join(' ')).join(s)));
  return [...latin, ...own, ...new Set(spoken)];
}
