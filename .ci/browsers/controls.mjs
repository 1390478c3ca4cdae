// The controls of the search itself: a planted copy in every form and packing
// is found, and a word that is nowhere is not.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { planted, numberForms } from './words.mjs';
import { search, secrets } from './traces.mjs';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'controls-'));
const put = (name, b) => { const f = path.join(dir, name); fs.mkdirSync(path.dirname(f), { recursive: true }); fs.writeFileSync(f, b); };
const cat = (...b) => Buffer.concat(b.map(x => Buffer.from(x)));
const u32 = n => { const b = Buffer.alloc(4); b.writeUInt32LE(n); return b; };

// Packers just good enough for a control: the text, cut in the middle, is half
// literal, half a copy of what came before, so that only who unpacks finds it.
const halves = w => { const b = Buffer.from(w), n = b.length >> 1; return [b.subarray(0, n), b.subarray(n)]; };
// "…B|A" and then a copy of B: the text A B stands in no single place.
function lz4(w) {
  const [a, b] = halves(w), lit = cat(b, '#', a);
  const run = n => n < 15 ? [n << 4, []] : [240, [n - 15]];
  const [t, more] = run(lit.length);
  return cat([t | (b.length - 4 < 15 ? b.length - 4 : 15)], more, lit, [lit.length & 255, lit.length >> 8], b.length - 4 < 15 ? [] : [b.length - 19], [0x10], '.');
}
const lz4size = w => { const [a, b] = halves(w); return b.length * 2 + a.length + 2; };
function snappy(w) {
  const [a, b] = halves(w), lit = cat(b, '#', a);
  return cat([lit.length + b.length, lit.length - 1 << 2 & 255], lit, [b.length - 1 << 2 | 2, lit.length & 255, lit.length >> 8]);
}
function table(w) {
  const data = snappy(w), handle = cat([0, data.length]);
  const index = cat([0, 1, handle.length], 'k', handle, u32(0), u32(1));
  const at = data.length + 5, foot = Buffer.alloc(48);
  cat([0, 0, at, index.length]).copy(foot);
  Buffer.from('57fb808b247547db', 'hex').copy(foot, 40);
  return cat(data, [1], u32(0), index, [0], u32(0), foot);
}

const ways = {
  'UTF-8': w => cat('x', w, 'y'), 'UTF-16': w => Buffer.from('x' + w + 'y', 'utf16le'), 'UTF-16 BE': w => Buffer.from('x' + w, 'utf16le').swap16(),
  'base64, first': w => cat(cat(w, ' more').toString('base64')), 'base64, second': w => cat(cat('1', w, ' more').toString('base64')),
  'base64, third': w => cat(cat('12', w, ' more').toString('base64')), 'base64 for addresses': w => cat(cat(w, ' more').toString('base64url')),
  percent: w => cat(encodeURIComponent(w)), 'JSON escapes': w => cat(JSON.stringify(w).replace(/[^\0-\x7f]/g, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'))),
  gzip: w => cat('before', zlib.gzipSync(cat(w, 'filling '.repeat(99), w)), 'after'),
  mozlz4: w => cat('mozLz40\0', u32(lz4size(w)), lz4(w)),
  'snappy in LevelDB': table,
  'brotli in a cache': w => cat(Buffer.from('305c72a71b6dfbfc', 'hex'), u32(5), u32(3), u32(0), u32(0), 'key', zlib.brotliCompressSync(cat(w, ' ', 'filling '.repeat(99))), Buffer.from('d8410d97456ffaf4', 'hex')),
};
let faults = 0;
for (const lang of ['en', 'hi', 'ur']) {
  const words = {};
  for (const [way, pack] of Object.entries(ways)) put(`${lang}/${way.replaceAll(' ', '-')}`, pack(words[way] = planted(lang)));
  const name = planted(lang);
  put(`${lang}/${name}.png`, '');
  const { hits } = search(dir, { ...words, 'in a name': name, absent: planted(lang) });
  for (const way of [...Object.keys(words), 'in a name']) if (!hits[way]) { faults++; console.log(`FAULT  a planted copy in ${lang} is not found: ${way}`); }
  if (hits.absent) { faults++; console.log('FAULT  a word that is nowhere is found'); }
}
const number = '204816 326402 128256';
for (const [i, form] of numberForms(number).entries()) {
  put('number', cat('a ', form, ' b'));
  if (!Object.keys(search(dir, secrets({}, number)).hits).length) { faults++; console.log(`FAULT  form ${i} of a number is not found`); }
}
fs.rmSync(dir, { recursive: true, force: true });
console.log(faults ? `${faults} faults` : `the search finds planted copies in ${Object.keys(ways).length + 1} forms and three scripts, and no absent word`);
process.exit(faults ? 1 : 0);
