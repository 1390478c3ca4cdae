// Opens what browsers write packed, so that a search sees what is inside:
// Firefox's mozlz4, snappy (alone and in LevelDB tables), gzip, deflate, brotli.
import zlib from 'node:zlib';

const limit = 64 << 20;

// lz4 opens one block. Source: lz4_Block_format.md of the LZ4 project.
function lz4(src, size) {
  const out = Buffer.alloc(size);
  let i = 0, o = 0;
  const more = n => { let b; do { b = src[i++]; n += b; } while (b === 255); return n; };
  while (i < src.length) {
    const token = src[i++];
    let n = token >> 4;
    if (n === 15) n = more(n);
    src.copy(out, o, i, i + n); i += n; o += n;
    if (i >= src.length) break;
    const back = src[i] | src[i + 1] << 8; i += 2;
    let m = token & 15;
    if (m === 15) m = more(m);
    if (back === 0 || back > o) throw new Error('lz4: broken');
    for (m += 4; m > 0; m--, o++) out[o] = out[o - back];
  }
  return out.subarray(0, o);
}

// snappy opens one raw block; a database's cells may hold some. Source: format_description.txt of the snappy project.
export function snappy(src) {
  let i = 0, o = 0, size = 0;
  for (let shift = 0; ; shift += 7) { const b = src[i++]; size += (b & 127) * 2 ** shift; if (b < 128) break; if (shift > 28) throw new Error('snappy'); }
  if (size > limit || size > src.length * 64 + 64) throw new Error('snappy: too big');
  const out = Buffer.alloc(size);
  while (i < src.length) {
    const tag = src[i++];
    if ((tag & 3) === 0) {
      let n = (tag >> 2) + 1;
      if (n > 60) { const bytes = n - 60; n = src.readUIntLE(i, bytes) + 1; i += bytes; }
      if (o + n > size || i + n > src.length) throw new Error('snappy');
      src.copy(out, o, i, i + n); i += n; o += n;
      continue;
    }
    let n, back;
    if ((tag & 3) === 1) { n = ((tag >> 2) & 7) + 4; back = (tag >> 5) << 8 | src[i++]; }
    else if ((tag & 3) === 2) { n = (tag >> 2) + 1; back = src.readUInt16LE(i); i += 2; }
    else { n = (tag >> 2) + 1; back = src.readUInt32LE(i); i += 4; }
    if (back === 0 || back > o || o + n > size) throw new Error('snappy');
    for (; n > 0; n--, o++) out[o] = out[o - back];
  }
  if (o !== size) throw new Error('snappy');
  return out;
}

// framed opens snappy's frames, in which Firefox keeps the storage of a page.
function framed(b) {
  const parts = [];
  for (let i = 10; i + 4 <= b.length;) {
    const n = b.readUIntLE(i + 1, 3), body = b.subarray(i + 8, i + 4 + n);
    if (b[i] === 0) parts.push(snappy(body)); else if (b[i] === 1) parts.push(body);
    i += 4 + n;
  }
  return Buffer.concat(parts);
}

const tableMagic = Buffer.from('57fb808b247547db', 'hex');

// table opens the blocks of a LevelDB table. Source: table_format.md of LevelDB.
function table(b) {
  let i = b.length - 48;
  const varint = from => { let v = 0, shift = 0, c; do { c = from.b[from.i++]; v += (c & 127) * 2 ** shift; shift += 7; } while (c > 127); return v; };
  const block = (off, n) => { const raw = b.subarray(off, off + n), kind = b[off + n]; return kind === 1 ? snappy(raw) : raw; };
  const at = { b, i };
  varint(at); varint(at);
  const index = block(varint(at), varint(at));
  const restarts = index.readUInt32LE(index.length - 4), end = index.length - 4 - 4 * restarts;
  const out = [];
  for (const e = { b: index, i: 0 }; e.i < end;) {
    varint(e); const key = varint(e), value = varint(e);
    const v = { b: index, i: e.i + key };
    e.i += key + value;
    out.push(block(varint(v), varint(v)));
  }
  return Buffer.concat(out);
}

const sync = zlib.constants.Z_SYNC_FLUSH, flush = zlib.constants.BROTLI_OPERATION_FLUSH;

// members opens everything in a file that begins like gzip, whatever follows it.
// Source: RFC 1952, section 2.3.
function members(b) {
  const out = [], magic = Buffer.from([0x1f, 0x8b, 8]);
  for (let i = b.indexOf(magic); i >= 0; i = b.indexOf(magic, i + 1)) {
    let at = i + 10;
    const flags = b[i + 3];
    if (flags & 4) at += 2 + b.readUInt16LE(at);
    for (const named of [8, 16]) if (flags & named) at = b.indexOf(0, at) + 1;
    if (flags & 2) at += 2;
    try { out.push(zlib.inflateRawSync(b.subarray(at), { finishFlush: sync, maxOutputLength: limit })); } catch { /* looked like it only */ }
  }
  return out;
}

function brotli(b) {
  try { return [zlib.brotliDecompressSync(b, { finishFlush: flush, maxOutputLength: limit })]; } catch { return []; }
}

const simpleCache = Buffer.from('305c72a71b6dfbfc', 'hex');

// inCache gives the stored answer of an entry of either browser's cache. A
// brotli stream has no mark at its beginning, so it is tried where one could be;
// what follows it in the file must be cut off.
function inCache(b, path) {
  if (b.subarray(0, 8).equals(simpleCache)) {
    const from = 24 + b.readUInt32LE(12);
    const eof = b.indexOf(Buffer.from('d8410d97456ffaf4', 'hex'), from);
    return brotli(b.subarray(from, eof < 0 ? b.length : eof));
  }
  if (/cache2[\\/]entries/.test(path) && b.length > 8) {
    const data = b.readUInt32BE(b.length - 4); // where the metadata begins
    return data <= b.length ? brotli(b.subarray(0, data)) : [];
  }
  return [];
}

// inside gives a file's bytes and everything packed in it that could be opened.
export function inside(b, path) {
  const out = [b];
  const attempt = f => { try { const r = f(); out.push(...(Array.isArray(r) ? r : [r])); } catch { /* not this packing, or cut off */ } };
  if (b.subarray(0, 8).toString('latin1') === 'mozLz40\0') attempt(() => lz4(b.subarray(12), b.readUInt32LE(8)));
  if (b.length > 48 && b.subarray(-8).equals(tableMagic)) attempt(() => table(b));
  for (let i = b.indexOf('sNaPpY'); i >= 4; i = b.indexOf('sNaPpY', i + 1)) attempt(() => framed(b.subarray(i - 4)));
  attempt(() => inCache(b, path));
  attempt(() => members(b));
  return out;
}
