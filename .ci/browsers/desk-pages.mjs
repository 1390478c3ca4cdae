// The pages that no step of the walk needs, each as somebody who may see it.
export async function pages({ asha, agra, up, admin, cell, look, tip, words, fault, site }) {
  const asked = async (who, name, at) => {
    try { await who.go(at); await look.everywhere(who, name, at); } catch (e) { fault(`${name}: ${e.message}`); }
  };
  for (const [name, at] of [['queue', '/queue'], ['queue-more', '/queue?more=1'], ['views', '/queue/views'], ['requests', '/requests'], ['links', '/links'], ['find', '/find'],
    ['handover', '/handover'], ['notices', '/notices'], ['duty', '/duty'], ['audit', '/audit'], ['kit', '/kit'], ['second-none', '/second'], ['reading', '/reading'],
    ['languages', '/languages'], ['board', '/board'], ['people-unit', '/people'], ['account', '/account'], ['account-factor', '/account/factor'], ['keys', '/keys'],
    ['steps', tip + '/steps'], ['reader', tip + '/reader'], ['print', tip + '/print'], ['keeping', tip + '/keeping']]) await asked(asha, name, at);
  for (const [name, at] of [['people', '/people'], ['audit-admin', '/audit'], ['heads', '/audit/heads']]) await asked(admin, name, at);
  for (const [name, at] of [['queue-bureau', '/queue?all=1'], ['board-bureau', '/board'], ['notices-bureau', '/notices']]) await asked(up, name, at);
  for (const [name, at] of [['cell', '/cell'], ['releases', '/releases'], ['board-cell', '/board']]) await asked(cell, name, at);

  await admin.go('/audit/heads'); // a demonstration's days are over: each has a head
  await look.everywhere(admin, 'head', await admin.page.locator('main table a').first().getAttribute('href'));
  await asha.go('/account');
  await asha.send('/account/codes');
  await asha.go('/account/codes');
  await look.here(asha, 'codes-new');

  // What a reader wrote about the site.
  await fetch(site + '/en/feedback', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ text: 'The Hindi of this page is hard to read.' }) });
  await asked(cell, 'feedback', '/feedback');
  await look.everywhere(cell, 'feedback-one', await cell.page.locator('main a[href^="/feedback/"]').first().getAttribute('href'));

  // Figures of a quarter that has settled. A demonstration has tips of no such quarter, so the list offers none.
  await cell.go('/releases');
  await cell.page.evaluate(() => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: '/releases' });
    form.innerHTML = '<input name="period" value="2025-Q4"><button>.</button>';
    form.prepend(document.querySelector('input[name=csrf]').cloneNode());
    document.querySelector('main').append(form);
  });
  await cell.send('/releases');
  await asked(cell, 'release', '/releases/2025-Q4');

  // What forms lead to.
  await asha.go('/find');
  if (await asha.has('main form[action="/find/open"]')) await asha.send('/find/open');
  for (let i = 0; i < 50 && !await asha.has('main form[action="/find"]'); i++) { await asha.page.waitForTimeout(100); await asha.go('/find'); }
  await asha.send('/find', { words: words.first });
  await asha.says(words.first);
  await look.here(asha, 'find-found');
  await asha.go('/kit');
  await asha.send('/kit');
  await look.here(asha, 'kit-made');
  await asha.go(tip);
  await asha.send('/ask', { text: '' });
  await look.here(asha, 'ask-wrong');
  await agra.go(tip + 'x').then(() => fault('a tip that is none is shown'), () => {});
  await look.here(agra, 'fault');
}
