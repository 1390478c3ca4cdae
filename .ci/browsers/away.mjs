// Every other address of the world: a site that a browser may remember (the
// control), and a proxy behind which one neutral page answers for all names,
// so that nothing leaves this machine.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import zlib from 'node:zlib';
import { execFileSync } from 'node:child_process';

const listening = s => new Promise(r => s.listen(0, '127.0.0.1', () => r(s.address().port)));

export async function startAway(dir) {
  const words = { cached: '', local: '', indexed: '' };
  const key = path.join(dir, 'key.pem'), cert = path.join(dir, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=neutral.invalid', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const neutral = (_, res) => res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end('<!doctype html><title>weather</title><p id="neutral">Rain in the evening.</p>');
  const tls = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, neutral);
  const tlsPort = await listening(tls);

  const asked = new Set();
  const proxy = http.createServer((req, res) => { asked.add(new URL(req.url).hostname); neutral(req, res); });
  proxy.on('connect', (req, socket, head) => {
    asked.add(req.url.split(':')[0]);
    const on = net.connect(tlsPort, '127.0.0.1', () => { socket.write('HTTP/1.1 200 OK\r\n\r\n'); on.write(head); on.pipe(socket).pipe(on); });
    const end = () => { on.destroy(); socket.destroy(); };
    on.on('error', end); socket.on('error', end);
  });
  const proxyPort = await listening(proxy);

  // The control: a page that may be kept, packed as the portal packs its own,
  // with fields that may be remembered and, where scripts run, storage.
  const page = (res, body, keep) => res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'br', 'cache-control': keep })
    .end(zlib.brotliCompressSync(Buffer.from('<!doctype html><meta charset=utf-8>' + body + '<p>' + 'filling '.repeat(200))));
  const control = http.createServer((req, res) => {
    const at = new URL(req.url, 'http://127.0.0.1');
    switch (at.pathname) {
      case '/kept': return page(res, `<title>kept</title><p>${words.cached}</p><form action="/done" method="post"><input id="line" name="line"><textarea id="free" name="free"></textarea><input id="file" type="file" name="file"><button>send</button></form>`, 'max-age=3600');
      case '/done': return page(res, '<title>done</title><p id="done">done', 'no-cache');
      case '/scripted': return page(res, '<title>off</title><script>document.title = "on"</script>', 'no-store');
      case '/stored': return page(res, `<title>off</title><script>
        localStorage.setItem('k', ${JSON.stringify(words.local)});
        const o = indexedDB.open('d', 1); o.onupgradeneeded = () => o.result.createObjectStore('s');
        o.onsuccess = () => { const t = o.result.transaction('s', 'readwrite'); t.objectStore('s').put(${JSON.stringify(words.indexed)}, 1); t.oncomplete = () => { document.title = 'on'; }; };
        </script>`, 'no-store');
      default: return neutral(req, res);
    }
  });
  const port = await listening(control);
  return { words, origin: `http://127.0.0.1:${port}`, proxyPort, asked, close: () => { for (const s of [tls, proxy, control]) { s.closeAllConnections?.(); s.close(); } } };
}
