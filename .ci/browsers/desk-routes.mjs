// The desk's pages as its own table of routes lists them, so that the walk
// cannot forget one: cmd/portal/desk, the rows of routes() and of the groups.
import fs from 'node:fs';
import path from 'node:path';

const desk = path.join(import.meta.dirname, '../../cmd/portal/desk');

// What answers GET and is no page: why.
const noPage = {
  '/': 'leads on', '/passkey.js': 'a script', '/desk.js': 'a script',
  '/tips/:id/files/:file': 'a file', '/tips/:id/files/:file/clean': 'a file', '/tips/:id/files/:file/redrawn': 'a file',
  '/tips/:id/files/:file/blurred': 'a picture', '/tips/:id/files/:file/shown': 'a picture', '/reading/:reading/files/:file': 'a file',
};

// pagesOf lists the addresses of pages in the source of the tables.
export function pagesOf(sources) {
  const all = sources.flatMap(s => [...s.matchAll(/\{\s*(?:get|fiber\.MethodGet)\s*,\s*"(\/[^"]*)"/g)].map(m => m[1]));
  return [...new Set(all)].filter(p => !noPage[p]);
}

const matches = (pattern, at) => {
  const want = pattern.split('/'), have = at.split('/');
  return want.length === have.length && want.every((w, i) => w.startsWith(':') ? have[i] : w === have[i]);
};

// unseen lists the pages that stand at none of the addresses, each counted for
// the row that names most of it.
export function unseen(addresses) {
  const sources = fs.readdirSync(desk).filter(f => f.endsWith('.go') && !f.endsWith('_test.go')).map(f => fs.readFileSync(path.join(desk, f), 'utf8'));
  const all = pagesOf(sources);
  const fixed = p => p.split('/').filter(s => !s.startsWith(':')).length;
  const seen = new Set([...addresses].map(at => all.filter(p => matches(p, at)).sort((a, b) => fixed(b) - fixed(a))[0]));
  return { all, missing: all.filter(p => !seen.has(p)) };
}
