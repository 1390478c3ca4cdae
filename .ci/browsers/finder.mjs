// Finds many texts in one pass over the bytes: the first three of them lead to
// the few texts that begin so.
export function finder(patterns) {
  // The small table, of two bytes, stays in the processor's cache.
  const pairs = new Uint8Array(1 << 16), begins = new Uint8Array(1 << 24), by = new Map();
  for (const p of patterns) {
    if (p.b.length < 6) throw new Error(`too short to be looked for: ${p.name}`);
    const key = p.b[0] << 16 | p.b[1] << 8 | p.b[2];
    pairs[key >> 8] = begins[key] = 1;
    by.get(key)?.push(p) ?? by.set(key, [p]);
  }
  // inBytes gives the patterns that stand in the bytes, each with its first place.
  return function inBytes(b) {
    const out = new Map();
    let key = b[0] << 8 | b[1];
    for (let i = 2; i < b.length; i++) {
      key = (key << 8 | b[i]) & 0xffffff;
      if (pairs[key >> 8] === 0 || begins[key] === 0) continue;
      for (const p of by.get(key)) {
        if (!out.has(p) && b.length - i + 2 >= p.b.length && b.compare(p.b, 0, p.b.length, i - 2, i - 2 + p.b.length) === 0) out.set(p, i - 2);
      }
    }
    return out;
  };
}
