// What a browser left on the disk: every file of its home, searched for planted
// words, and the list of what its history holds.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { forms, numberForms } from './words.mjs';
import { inside, snappy } from './unpack.mjs';
import { finder } from './finder.mjs';

// files lists every file under a folder; one that vanishes meanwhile is no file.
function files(dir) {
  let out = [];
  let names = [];
  try { names = fs.readdirSync(dir, { withFileTypes: true }); } catch { return out; }
  for (const e of names) {
    const at = path.join(dir, e.name);
    if (e.isDirectory()) out = out.concat(files(at)); else if (e.isFile()) out.push(at);
  }
  return out;
}

// beside lists what browsers keep outside of their home: shared memory and the
// system's own temporary folder, which TMPDIR does not turn away for all of it.
export function beside(since) {
  const browserLike = /chrom|mozilla|firefox|puppeteer|playwright|geckodriver/i;
  return ['/tmp', '/var/tmp', '/dev/shm', '/var/crash'].flatMap(dir => {
    let names = [];
    try { names = fs.readdirSync(dir); } catch { return []; }
    return names.filter(n => browserLike.test(n)).map(n => path.join(dir, n)).filter(p => {
      try { return fs.lstatSync(p).mtimeMs >= since; } catch { return false; }
    });
  });
}

// cells opens what Firefox keeps packed in the cells of a page's databases.
function cells(file) {
  const query = /[\\/]default[\\/].*[\\/]idb[\\/][^\\/]+\.sqlite$/.test(file) ? 'select hex(data) as h from object_data'
    : /[\\/]default[\\/].*[\\/]ls[\\/]data\.sqlite$/.test(file) ? 'select hex(value) as h from data' : '';
  if (!query) return [];
  return sql(file, query).flatMap(({ h }) => { try { return [snappy(Buffer.from(h, 'hex'))]; } catch { return []; } });
}

// search gives, for each name in what (name → text), the files that hold it.
export function search(home, what, since = Infinity) {
  const patterns = Object.entries(what).flatMap(([name, text]) => forms(text).map(([how, b]) => ({ name, how, b })));
  const find = finder(patterns), hits = {};
  let count = 0, bytes = 0;
  const roots = [home, ...beside(since)];
  for (const root of roots) {
    const list = fs.statSync(root, { throwIfNoEntry: false })?.isFile() ? [root] : files(root);
    for (const file of list) {
      let raw;
      try { raw = fs.readFileSync(file); } catch { continue; }
      count++; bytes += raw.length;
      const texts = [Buffer.from(path.relative(home, file)), ...inside(raw, file), ...cells(file)];
      for (const t of texts) for (const p of find(t).keys()) (hits[p.name] ??= new Set()).add(`${path.relative(home, file)} (${p.how})`);
    }
  }
  return { hits: Object.fromEntries(Object.entries(hits).map(([k, v]) => [k, [...v]])), count, bytes };
}

// secrets names everything of a walk that must be nowhere.
export function secrets(words, number) {
  const out = { ...words };
  if (number) numberForms(number).forEach((f, i) => { out['number ' + i] = f; });
  return out;
}

// sql asks a copy of a database, with its write-ahead log, so that a running
// browser's lock does not matter.
function sql(file, query) {
  if (!fs.existsSync(file)) return [];
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'copy-'));
  try {
    for (const end of ['', '-wal', '-journal']) {
      if (fs.existsSync(file + end)) fs.copyFileSync(file + end, path.join(copy, 'db' + end));
    }
    const text = execFileSync('sqlite3', ['-json', path.join(copy, 'db'), query], { encoding: 'utf8', maxBuffer: 512 << 20 });
    return text.trim() ? JSON.parse(text) : [];
  } finally { fs.rmSync(copy, { recursive: true, force: true }); }
}

// history lists the addresses and titles that a profile remembers.
export function history(profile) {
  return [
    ...sql(path.join(profile, 'Default', 'History'), 'select url, title from urls'),
    ...sql(path.join(profile, 'places.sqlite'), "select url, coalesce(title, '') as title from moz_places"),
  ];
}
