// What officers do with a tip beside taking and closing it, and how they move
// about: shortcuts, kept views, later, a letter, a request, a reader, a picture,
// figures. Each page that comes of it is looked at.
const must = (ok, text) => { if (!ok) throw new Error(text); };
const at = page => new URL(page.url()).pathname;
const focused = (page, sel) => page.evaluate(s => !!document.activeElement?.matches(s), sel);

// shortcuts: off at first, then on, silent while somebody types, off again.
export async function shortcuts(asha, look) {
  const page = asha.page, first = 'table.queue tbody tr:first-child th a';
  await asha.go('/queue');
  await page.keyboard.press('j');
  must(!await focused(page, first), 'a shortcut works that nobody switched on');
  await asha.go('/keys');
  await asha.send('/keys');
  await look.everywhere(asha, 'keys-on', '/keys');
  await asha.go('/queue');
  await page.keyboard.press('j');
  must(await focused(page, first), 'j does not lead to the first tip');
  await page.keyboard.press('j'); await page.keyboard.press('k');
  must(await focused(page, first), 'k does not lead back');
  await page.keyboard.press('/');
  must(await focused(page, 'form.filter select'), '/ does not lead to the filters');
  await page.keyboard.press('Escape');
  await asha.go('/queue/views');
  await page.focus('#name');
  await page.keyboard.type('gqtj');
  must(at(page) === '/queue/views' && await page.inputValue('#name') === 'gqtj', 'keys that are typed into a field do something else');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('q')]);
  must(at(page) === '/queue', 'g q does not lead to the queue');
  await page.keyboard.press('j');
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
  must(at(page).startsWith('/tips/'), 'Enter does not open the tip');
  await asha.go('/keys');
  await asha.send('/keys');
  await asha.go('/queue');
  await page.keyboard.press('j');
  must(!await focused(page, first), 'a shortcut works that was switched off');
}

// menu: the head's groups open with the keyboard, and hold what they say.
export async function menu(asha, look) {
  const page = asha.page;
  await asha.go('/queue');
  const shown = await page.locator('nav.menu > ul > li').count();
  must(shown <= 7, `${shown} entries stand in the head`);
  await page.focus('nav.menu details:last-of-type summary');
  await page.keyboard.press('Enter');
  must(await page.locator('nav.menu details[open] a').count() > 1, 'a group of the head does not open by Enter');
  await look.here(asha, 'queue-menu');
  await page.keyboard.press('Tab');
  must(await focused(page, 'nav.menu details[open] a'), 'Tab does not lead into the open group');
  const to = await page.evaluate(() => document.activeElement.getAttribute('href'));
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
  must(at(page) === to && await asha.has(`nav.menu a[href="${to}"][aria-current=page]`), 'the head does not say where one is');
}

// work: what each needs is left as it was found: tip taken by Asha, later by nobody.
export async function work({ asha, agra, dev, cell, look, tip, later, words, tipster, number }) {
  await asha.go('/queue/views?urgency=immediate');
  await asha.send('/queue/views', { name: 'Tonight' });
  must(await asha.has('nav ul.counts a:has-text("Tonight")'), 'a kept view is not in the queue');
  await look.here(asha, 'queue-views');
  await asha.go('/queue/views');
  await look.everywhere(asha, 'views-kept', '/queue/views');
  await asha.send('/queue/views/drop');

  await agra.go(later);
  await agra.send('/later', { later: '' });
  must(await agra.has('#wrong'), 'put off without a reason');
  await look.here(agra, 'later-wrong');
  await agra.send('/later', { later: words.why });
  await agra.go(later);
  await agra.says(words.why);
  await look.here(agra, 'tip-later');

  await asha.go(tip + '?letter=place#write');
  await look.here(asha, 'tip-letter');
  await asha.go(tip);
  await asha.send('/ask', { text: words.letter, question: '1' });
  await asha.go(tip);
  await asha.says(words.letter);
  const box = await tipster.send(await tipster.get('/en/number'), '/number', { number });
  must(box.includes(words.letter), 'the tipster does not read the officer\'s letter');

  await dev.go('/languages');
  await dev.send('/languages', { language: 'en' });
  await look.here(dev, 'languages-set');
  await asha.go(tip + '/reader?lang=en#reader');
  await asha.send('/reader', { reader: await radio(asha, 'Dev'), ask: words.note });
  await asha.go(tip);
  await look.here(asha, 'tip-asked-reader');
  await dev.go('/reading');
  await look.everywhere(dev, 'readings', '/reading');
  const reading = await dev.page.locator('main table th a').first().getAttribute('href');
  await dev.go(reading);
  await dev.says(words.first, words.note);
  await look.everywhere(dev, 'reading-one', reading);
  await dev.send('/answer', { text: '' });
  must(await dev.has('#wrong'), 'an empty translation was taken');
  await look.here(dev, 'reading-wrong');
  await dev.send('/answer', { text: words.translation });
  await asha.go(tip);
  await asha.says(words.translation);
  await look.here(asha, 'tip-translated');

  await asha.send('/request', { kind: 'rescue', asked: 'DL-NEW-DELHI', request: words.request });
  await dev.go('/queue');
  must((await dev.text('ul.counts.first')).includes('To answer'), 'the queue does not say that another body asks');
  await dev.go('/requests');
  await dev.says(words.request);
  await look.everywhere(dev, 'requests-in', '/requests');
  await look.here(dev, 'queue-asked');
  await dev.go(tip);
  await look.here(dev, 'tip-copy');
  await dev.send('/answer', { answer: 'acknowledged', reply: words.reply });
  await asha.go(tip);
  await asha.says(words.reply, 'Acknowledged');
  await asha.go('/handover');
  await asha.says('Rescue');
  await look.here(asha, 'handover-request');

  const picture = await asha.page.goto(new URL(tip, asha.origin).href).then(() => asha.page.locator('p.picture a').first().getAttribute('href'));
  await look.everywhere(asha, 'picture', picture);
  await asha.go(picture);
  await Promise.all([asha.page.waitForNavigation({ waitUntil: 'load' }), asha.page.click('main form button')]);
  must(await asha.has('#wrong'), 'a picture is shown without a reason');
  await look.here(asha, 'picture-wrong');
  await asha.page.locator('main form input[type=radio]').first().check();
  await Promise.all([asha.page.waitForNavigation({ waitUntil: 'load' }), asha.page.click('main form button')]);
  must(await asha.page.locator('p.sharp img').evaluate(i => i.complete && i.naturalWidth > 0), 'the picture is not shown');
  await look.here(asha, 'picture-shown');

  for (const [act, line] of [['tip.taken', 'Taken'], ['question.sent', 'Question to the tipster']]) {
    await asha.go('/audit?act=' + act);
    const lines = await asha.text('table:has(#audit-caption)');
    must(lines.includes(line) && lines.includes('Asha Rao'), `the audit has no line “${line}”`);
  }

  await cell.go('/releases');
  if (await cell.has('form[action="/releases"]')) {
    await cell.send('/releases');
    await cell.go('/releases');
    await look.everywhere(cell, 'release', await cell.page.locator('main table th a').first().getAttribute('href'));
  }
}

// radio is the value of the choice whose label begins so.
const radio = (who, text) => who.page.locator(`main label:has-text("${text}")`).first().evaluate(l => document.getElementById(l.htmlFor).value);
