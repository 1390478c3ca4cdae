// Outside parsers judge what the public site says to machines, each with a
// control that it must refuse: node judge.mjs --portal BINARY.
//   feeds         feedsmith; fast-xml-parser; what RFC 4287 asks for, here
//   site maps     the schema of sitemaps.org (from npm's "sitemap"), by libxml2
//   OpenSearch    fast-xml-parser, and the lengths of the draft
//   JSON-LD       jsonld expands it; the compiler of TypeScript holds each block
//                 to the vocabulary of schema.org (schema-dts)
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { parseAtomFeed } from 'feedsmith';
import jsonld from 'jsonld';
import ts from 'typescript';
import { validateXML } from 'xmllint-wasm';
import { startPortal } from '../browsers/portal.mjs';

const { values: flags } = parseArgs({ options: { portal: { type: 'string' } } });
const here = path.dirname(fileURLToPath(import.meta.url));
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'outward-'));
const languages = ['en', 'hi', 'ur'];
const kinds = ['advisories', 'sops', 'best-practices', 'laws', 'training', 'campaigns', 'help'];
let faults = 0, checked = 0;

function say(what, found) {
  checked++;
  for (const f of [].concat(found).filter(Boolean)) { faults++; console.log(`FAULT ${what}: ${f}`); }
}

// A judge that takes what is wrong judges nothing.
async function control(what, judge, wrong) {
  const found = [].concat(await judge(wrong)).filter(Boolean);
  if (found.length === 0) { faults++; console.log(`FAULT control: ${what} was not refused`); } else console.log(`control: ${what} is refused (${String(found[0]).slice(0, 90)})`);
}

const xml = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', isArray: name => ['entry', 'link', 'url', 'sitemap', 'Url'].includes(name) });
const wellFormed = text => { const ok = XMLValidator.validate(text); return ok === true ? [] : [`${ok.err.msg} in line ${ok.err.line}`]; };

// Atom. Source: RFC 4287, sections 4.1.1, 4.1.2, 4.2.6, 4.2.7 and 3.3.
function atom(text) {
  const bad = wellFormed(text);
  if (bad.length) return bad;
  const { feed } = xml.parse(text), found = [];
  const ask = (ok, what) => { if (!ok) found.push(what); };
  const stamp = t => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(t ?? '') && !Number.isNaN(Date.parse(t));
  ask(feed?.['@xmlns'] === 'http://www.w3.org/2005/Atom', 'not an Atom feed');
  if (!feed) return found;
  ask(feed.id && feed.title && stamp(feed.updated) && feed.author?.name && feed['@xml:lang'], 'id, title, updated, author or language is missing');
  ask(feed.link?.some(l => l['@rel'] === 'self' && l['@href'] === feed.id), 'no link to itself');
  ask(feed.link?.filter(l => l['@rel'] === 'alternate').length === 1, 'not one page to read it as');
  const ids = new Set();
  for (const e of feed.entry ?? []) {
    ask(e.id && URL.canParse(e.id) && !ids.has(e.id), `entry ${e.id}: no id, or twice`);
    ask(e.title && stamp(e.updated) && e.updated <= feed.updated && Date.parse(e.updated) <= Date.now(), `entry ${e.id}: title or day`);
    ask(e.link?.some(l => (l['@rel'] ?? 'alternate') === 'alternate' && URL.canParse(l['@href'])), `entry ${e.id}: no page`);
    ids.add(e.id);
  }
  try {
    const parsed = parseAtomFeed(text);
    ask(parsed.entries?.length === ids.size && ids.size > 0, `feedsmith reads ${parsed.entries?.length} of ${ids.size} entries`);
  } catch (err) { found.push(`feedsmith: ${err.message}`); }
  return found;
}

// The schema wants a schema for what stands in other namespaces too; that of
// XHTML is on another site, and alternates are looked at below.
const schema = fs.readFileSync(path.join(path.dirname(createRequire(import.meta.url).resolve('sitemap/package.json')), 'schema/sitemap.xsd'), 'utf8')
  .replaceAll('processContents="strict"', 'processContents="lax"');
async function sitemap(text) {
  const bad = wellFormed(text);
  if (bad.length) return bad;
  const r = await validateXML({ xml: [{ fileName: 'sitemap.xml', contents: text }], schema: [schema], maxMemoryPages: 4096 });
  const found = r.errors.map(e => e.message);
  const { urlset } = xml.parse(text);
  if ((urlset?.url ?? []).length > 50000 || text.length > 50 << 20) found.push('too long for one file');
  for (const u of urlset?.url ?? []) {
    const alternates = u['xhtml:link'] ?? [];
    const all = Array.isArray(alternates) ? alternates : [alternates];
    if (!all.some(a => a['@hreflang'] === 'x-default') || !all.some(a => a['@href'] === u.loc)) found.push(`${u.loc}: alternates without itself or x-default`);
    if (found.length > 5) break;
  }
  return found;
}

function opensearch(text) {
  const bad = wellFormed(text);
  if (bad.length) return bad;
  const d = xml.parse(text).OpenSearchDescription, found = [];
  if (!d?.ShortName || [...d.ShortName].length > 16 || !d.Description || [...d.LongName ?? ''].length > 48) found.push('names');
  if (!d?.Url?.some(u => u['@type'] === 'text/html' && u['@template'].includes('{searchTerms}'))) found.push('no page to search by');
  return found;
}

// JSON-LD. The context of schema.org is its vocabulary; it is not fetched.
const documentLoader = async url => ({ contextUrl: null, documentUrl: url, document: { '@context': { '@vocab': 'https://schema.org/' } } });
async function expands(block) {
  try {
    const data = JSON.parse(block);
    const out = await jsonld.expand(data, { documentLoader, safe: true });
    return out.length === 0 ? ['nothing is left of it'] : [];
  } catch (err) { return [err.message]; }
}

// vocabulary holds blocks to the types of schema.org, by the compiler, and gives
// for each what is wrong with it. What an action asks for ("query-input") is an
// annotation that the types do not know. Source: schema.org, "Potential Actions".
function vocabulary(blocks) {
  const file = path.join(here, '.blocks.ts');
  const lines = blocks.map((b, i) => `export const b${i}: Graph = ${b.replaceAll(/,?"[a-z]+-input":"[^"]*"/g, '')};`);
  const text = ["import type { Graph } from 'schema-dts';", ...lines].join('\n');
  const options = { strict: true, noEmit: true, skipLibCheck: true, moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, types: [], noLib: false };
  const host = ts.createCompilerHost(options), read = host.getSourceFile.bind(host), exists = host.fileExists.bind(host);
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  host.getSourceFile = (name, ...rest) => name === file ? source : read(name, ...rest);
  host.fileExists = name => name === file || exists(name);
  const found = blocks.map(() => []);
  for (const d of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))) {
    const line = d.file === source ? source.getLineAndCharacterOfPosition(d.start).line - 1 : 0;
    found[Math.max(line, 0)].push(ts.flattenDiagnosticMessageText(d.messageText, ' ').slice(0, 400));
  }
  return found;
}

const blockOf = page => [...page.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(m => m[1]);

const portal = await startPortal(flags.portal, dir);
try {
  const get = async address => {
    const r = await fetch(new URL(address, portal.public));
    if (!r.ok) throw new Error(`${address}: ${r.status}`);
    return r.text();
  };
  let sampleFeed = '', sampleMap = '';
  for (const lang of languages) {
    for (const address of [`/${lang}/feed.atom`, ...kinds.map(k => `/${lang}/library/${k}/feed.atom`)]) {
      const text = await get(address);
      sampleFeed ||= text;
      say(address, atom(text));
    }
    say(`/${lang}/opensearch.xml`, opensearch(await get(`/${lang}/opensearch.xml`)));
  }
  const index = xml.parse(await get('/sitemap.xml'));
  const maps = (index.sitemapindex?.sitemap ?? []).map(m => m.loc);
  let pages = [];
  for (const address of maps.length ? maps : ['/sitemap.xml']) {
    const text = await get(new URL(address).pathname);
    sampleMap ||= text.slice(0, text.indexOf('</url>', 20000)) + '</url></urlset>';
    say(address, await sitemap(text));
    pages = pages.concat((xml.parse(text).urlset?.url ?? []).map(u => new URL(u.loc).pathname));
  }
  if (pages.length < 500) say('site map', `only ${pages.length} pages`);

  const blocks = [];
  const wanted = pages.filter(p => !p.includes('/units/') || /\/(en|hi)\/units\/(UP-|IN-|WB-A)/.test(p));
  for (const address of wanted) {
    for (const b of blockOf(await get(address))) {
      say(address, await expands(b));
      blocks.push(b);
    }
  }
  // One block of each shape is enough for the compiler.
  const shape = v => Array.isArray(v) ? [...new Set(v.map(shape))].join() : v && typeof v === 'object' ? '{' + Object.entries(v).map(([k, x]) => k + ':' + (k === '@type' ? x : shape(x))).join() + '}' : typeof v;
  const shapes = new Map(blocks.map(b => [shape(JSON.parse(b)), b]));
  const invented = [
    '{"@context":"https://schema.org","@graph":[{"@type":"Legislation","name":"x","penalty":"ten years"}]}',
    '{"@context":"https://schema.org","@graph":[{"@type":"PoliceTip","name":"x"}]}'];
  const judged = vocabulary([...shapes.values(), ...invented]);
  [...shapes.values()].forEach((b, i) => say(`schema.org: ${b.slice(0, 200)}`, judged[i]));
  if (blocks.length < 200 || shapes.size < 8) say('JSON-LD', `only ${blocks.length} blocks of ${shapes.size} shapes`);

  await control('a feed without its ids', atom, sampleFeed.replace(/<id>[^<]*<\/id>/g, ''));
  await control('a feed that is cut off', atom, sampleFeed.slice(0, sampleFeed.length / 2));
  await control('a feed with a day to come', atom, sampleFeed.replace(/<updated>2\d{3}/g, '<updated>2999'));
  await control('a site map with a field of its own', sitemap, sampleMap.replace('<loc>', '<location>x</location><loc>'));
  await control('a site map with a day that is none', sitemap, sampleMap.replace(/<lastmod>[^<]*/, '<lastmod>yesterday'));
  await control('a site map without x-default', sitemap, sampleMap.replaceAll('x-default', 'en-IN'));
  await control('a search without a name', opensearch, '<OpenSearchDescription><Url type="text/html" template="{searchTerms}"/></OpenSearchDescription>');
  await control('data that is no JSON-LD', expands, '{"@context":"https://schema.org","@graph":[{"@type":7}]}');
  await control('data with an invented property', () => judged.at(-2));
  await control('data with an invented type', () => judged.at(-1));
  console.log(`${checked} looked at: ${languages.length * (kinds.length + 1)} feeds, ${pages.length} addresses in ${maps.length || 1} site maps, ${blocks.length} blocks of data in ${shapes.size} shapes; ${faults} faults`);
} finally {
  await portal.stop();
  fs.rmSync(dir, { recursive: true, force: true });
}
process.exit(faults ? 1 : 0);
