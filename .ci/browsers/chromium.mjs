// Debian's Chromium in a home of its own, started as a person's is: with none
// of the switches by which a driver keeps a profile clean.
import fs from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { PageTab } from './tab.mjs';

export const name = 'chromium';
export const binary = process.env.CHROMIUM ?? '/usr/bin/chromium';
// The session file is written 2.5 s after the state of a page, which the page
// gives off after 1 s at the earliest.
// Source: Chromium, components/sessions/core/command_storage_manager.cc, kSaveDelay.
export const settles = 4500;

// open starts the browser. On a busy machine it sometimes takes a driver's line
// and then says nothing on it: such a one is ended and started again, as its
// person would, and what it left on the disk is looked through with the rest.
export async function open(home, how) {
  for (let left = 4; ; left--) {
    try { return await start(home, how); } catch (e) {
      if (!left || !/Timeout|does not start/.test(e.message)) throw e;
      console.log(`  (Chromium did not answer, started again: ${e.message.split('\n')[0]})`);
    }
  }
}

async function start(home, { away, scripts, resume = false, width = 1024, height = 768 }) {
  const profile = path.join(home, 'profile');
  const prefs = path.join(profile, 'Default', 'Preferences');
  if (!resume) {
    fs.mkdirSync(path.dirname(prefs), { recursive: true });
    fs.mkdirSync(path.join(home, 'tmp'), { recursive: true });
    fs.writeFileSync(prefs, JSON.stringify({
      session: { restore_on_startup: 1 }, // "continue where you left off"
      browser: { enable_spellchecking: true }, autofill: { enabled: true },
      profile: { default_content_setting_values: { javascript: scripts ? 1 : 2 } },
    }));
  }
  if (resume) {
    // After a kill Chromium asks before it brings pages back: this person says yes.
    const kept = JSON.parse(fs.readFileSync(prefs, 'utf8'));
    fs.writeFileSync(prefs, JSON.stringify({ ...kept, profile: { ...kept.profile, exit_type: 'Normal' } }));
  }
  const portFile = path.join(profile, 'DevToolsActivePort');
  fs.rmSync(portFile, { force: true });
  const log = fs.openSync(path.join(home, '..', path.basename(home) + '.log'), 'a');
  const child = spawn(binary, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--password-store=basic', '--ignore-certificate-errors',
    '--remote-debugging-port=0', `--user-data-dir=${profile}`, `--proxy-server=127.0.0.1:${away.proxyPort}`, `--window-size=${width},${height}`,
    ...(resume ? ['--restore-last-session'] : ['about:blank'])],
  { env: { ...process.env, HOME: home, TMPDIR: path.join(home, 'tmp'), XDG_CONFIG_HOME: home, XDG_CACHE_HOME: path.join(home, 'cache') }, stdio: ['ignore', log, log], detached: true });
  const over = new Promise(r => child.once('exit', r));
  const kill = async () => { try { process.kill(-child.pid, 'SIGKILL'); } catch { /* ended */ } await over; };
  try {
    for (let i = 0; !fs.existsSync(portFile) || !fs.readFileSync(portFile, 'utf8').includes('\n'); i++) {
      if (i > 300) throw new Error('Chromium does not start');
      await sleep(50);
    }
    const [port, ws] = fs.readFileSync(portFile, 'utf8').trim().split('\n');
    if (resume) await atRest(port);
    const browser = await chromium.connectOverCDP(`ws://127.0.0.1:${port}${ws}`, { timeout: 20000 });
    const context = browser.contexts()[0];
    return {
      name, profile, kill,
      pages: async () => Promise.all(context.pages().map(p => tab(p, width, height))),
      newPage: async () => tab(await context.newPage(), width, height),
      close: async () => {
        const session = await browser.newBrowserCDPSession();
        await session.send('Browser.close').catch(() => {});
        await Promise.race([over, sleep(15000).then(kill)]);
      },
    };
  } catch (e) { await kill(); throw e; }
}

// atRest waits until the tabs of before are there: a driver that comes while they
// are being made waits for one of them for ever.
async function atRest(port) {
  for (let i = 0, same = 0, before = ''; i < 60 && same < 8; i++) {
    await sleep(250);
    const now = await (await fetch(`http://127.0.0.1:${port}/json/list`)).text();
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

async function tab(page, width, height) {
  page.setDefaultTimeout(60000);
  await page.setViewportSize({ width, height });
  return new PageTab(page, {
    open: url => page.goto(url, { waitUntil: 'load' }),
    press: async sel => {
      const there = page.waitForNavigation({ waitUntil: 'load' });
      there.catch(() => {});
      await page.click(sel, { noWaitAfter: true });
      await there;
    },
    back: async () => {
      const before = page.url();
      await page.goBack({ waitUntil: 'load', timeout: 20000 }).catch(() => {});
      return page.url() !== before;
    },
    upload: (sel, file) => page.setInputFiles(sel, file),
    insert: text => page.keyboard.insertText(text),
    click: sel => page.click(sel, { noWaitAfter: true }), // who clicks knows whether a page follows
    eval: (f, arg) => page.evaluate(f, arg),
    url: () => page.url(),
    shot: file => page.screenshot({ path: file, fullPage: true }),
  });
}
