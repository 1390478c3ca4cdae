// Debian's Firefox ESR in a home of its own, driven over WebDriver BiDi, with
// none of the settings by which a driver keeps a profile clean.
import fs from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { PageTab } from './tab.mjs';

export const name = 'firefox';
export const binary = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
// The session is written one second after a change (15 by default; see below).
export const settles = 3500;

const prefs = (away, scripts) => ({
  // As a person's Firefox: the driver's own prefs off, the session kept and restored.
  'remote.prefs.recommended': false,
  'browser.sessionstore.resume_from_crash': true, 'browser.startup.page': 3, 'browser.sessionstore.max_resumed_crashes': 9, 'browser.sessionstore.restore_on_demand': false,
  'places.history.enabled': true, 'browser.formfill.enable': true, 'layout.spellcheckDefault': 2,
  'toolkit.startup.max_resumed_crashes': -1,
  // Sooner than a person's, so that more is written, not less.
  'browser.sessionstore.interval': 1000, 'browser.sessionstore.interval.idle': 1000,
  'javascript.enabled': scripts,
  'dom.file.createInChild': true, // the driver chooses a file in the page's process
  // Nothing leaves this machine.
  'network.proxy.type': 1, 'network.proxy.http': '127.0.0.1', 'network.proxy.http_port': away.proxyPort,
  'network.proxy.ssl': '127.0.0.1', 'network.proxy.ssl_port': away.proxyPort,
  'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false,
  'app.update.enabled': false, 'extensions.update.enabled': false, 'services.settings.server': 'http://127.0.0.1:1/',
  'datareporting.policy.dataSubmissionEnabled': false, 'toolkit.telemetry.reportingpolicy.firstRun': false,
  'browser.shell.checkDefaultBrowser': false, 'browser.aboutwelcome.enabled': false, 'browser.startup.homepage_override.mstone': 'ignore',
  'trailhead.firstrun.didSeeAboutWelcome': true, 'browser.newtabpage.enabled': false, 'browser.tabs.warnOnClose': false, 'browser.warnOnQuit': false,
});

export async function open(home, { away, scripts, width = 1024, height = 768 }) {
  const profile = path.join(home, 'profile'), tmp = path.join(home, 'tmp');
  fs.mkdirSync(profile, { recursive: true });
  fs.mkdirSync(tmp, { recursive: true });
  fs.writeFileSync(path.join(profile, 'user.js'), Object.entries(prefs(away, scripts))
    .map(([k, v]) => `user_pref(${JSON.stringify(k)}, ${JSON.stringify(v)});\n`).join(''));
  const portFile = path.join(profile, 'WebDriverBiDiServer.json');
  fs.rmSync(portFile, { force: true });
  const log = fs.openSync(path.join(home, '..', path.basename(home) + '.log'), 'a');
  const child = spawn(binary, ['--headless', '--no-remote', '--new-instance', '--remote-debugging-port=0', '--profile', profile],
    { env: { ...process.env, HOME: home, TMPDIR: tmp, XDG_CACHE_HOME: path.join(home, 'cache'), MOZ_CRASHREPORTER_DISABLE: '', MOZ_DISABLE_CONTENT_SANDBOX: '1' }, stdio: ['ignore', log, log], detached: true });
  const over = new Promise(r => child.once('exit', r));
  const kill = async () => { try { process.kill(-child.pid, 'SIGKILL'); } catch { /* ended */ } await over; };
  try {
    for (let i = 0; !fs.existsSync(portFile) || !fs.readFileSync(portFile, 'utf8').endsWith('}'); i++) {
      if (i > 600) throw new Error('Firefox does not start');
      await sleep(50);
    }
    const { ws_host, ws_port } = JSON.parse(fs.readFileSync(portFile, 'utf8'));
    const browser = await puppeteer.connect({ browserWSEndpoint: `ws://${ws_host}:${ws_port}/session`, protocol: 'webDriverBiDi', acceptInsecureCerts: true });
    return {
      name, profile, kill,
      pages: async () => Promise.all((await browser.pages()).map(p => tab(p, width, height))),
      newPage: async () => { const p = await browser.newPage(); await p.bringToFront(); return tab(p, width, height); },
      close: async () => {
        await browser.close().catch(() => {});
        await Promise.race([over, sleep(15000).then(kill)]);
      },
    };
  } catch (e) { await kill(); throw e; }
}

async function tab(page, width, height) {
  page.setDefaultTimeout(60000);
  await page.setViewport({ width, height });
  const context = page.mainFrame().browsingContext;

  // The driver's own waiting for a page never ends once Back has brought one
  // back alive. So the layer below it is used, and a page is told from the
  // one before by the time at which it began.
  const standing = () => page.evaluate(() => document.readyState + ' ' + performance.timeOrigin + ' ' + location.href).catch(() => '');
  const moved = async (before, seconds) => {
    for (let i = 0; i < seconds * 10; i++) {
      const now = await standing();
      if (now.startsWith('complete ') && now !== before) return true;
      await sleep(100);
    }
    return false;
  };
  const own = {
    open: url => context.navigate(url, 'complete'),
    press: async sel => {
      const before = await standing();
      await own.click(sel);
      if (!(await moved(before, 60))) throw new Error(`no page follows the click at ${sel}`);
    },
    back: async () => {
      const before = await standing();
      // It refuses where there is nothing to go back to.
      return await context.traverseHistory(-1).then(() => true, () => false) && moved(before, 20);
    },
    upload: async (sel, file) => { const e = await page.$(sel); await e.uploadFile(file); },
    insert: text => page.keyboard.type(text),
    // Not the driver's own click, whose observer never calls back in some tabs.
    click: async sel => {
      const at = await page.evaluate(s => {
        const e = document.querySelector(s);
        if (!e) return null;
        e.scrollIntoView({ block: 'center', behavior: 'instant' });
        const r = e.getBoundingClientRect();
        return { x: r.x + Math.min(r.width / 2, 40), y: r.y + r.height / 2 };
      }, sel);
      if (!at) throw new Error('nothing to click at ' + sel);
      await page.mouse.click(at.x, at.y);
    },
    eval: (f, arg) => page.evaluate(f, arg),
    url: () => page.evaluate(() => location.href),
    shot: file => page.screenshot({ path: file, fullPage: true }),
  };
  return new PageTab(page, own);
}
