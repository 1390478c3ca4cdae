// Shortcuts of the desk. Everything they do stands on the page as a link or a
// button as well; the page /keys lists them and switches them off.
(function () {
  "use strict";
  var places = { q: "/queue", l: "/links", d: "/duty", n: "/notices" };
  var first = 0; // when g was pressed
  function one(s) { return document.querySelector(s); }
  function go(a) { if (a) { a.click(); } return !!a; }
  // Only links that this page shows: what an officer may not open is no place.
  function place(path) { return go(one('nav a[href="' + path + '"]')); }
  function move(step) {
    var all = [].slice.call(document.querySelectorAll("table.queue th a"));
    if (!all.length) { return false; }
    var at = all.indexOf(document.activeElement);
    at = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    all[at].focus();
    return true;
  }
  function focus(e) { if (e) { e.focus(); } return !!e; }
  function filter() { var d = one("#filter"); if (d) { d.open = true; } return focus(one("form.filter select")); }
  function typed(t) {
    return t && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT|OPTION)$/.test(t.tagName));
  }
  document.addEventListener("keydown", function (e) {
    if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.altKey || e.metaKey || e.repeat && e.key !== "j" && e.key !== "k") { return; }
    if (typed(e.target)) {
      if (e.key === "Escape") { e.target.blur(); }
      return;
    }
    var done = false, after = first && e.timeStamp - first < 1500;
    first = 0;
    if (after) {
      done = places.hasOwnProperty(e.key) && place(places[e.key]);
    } else {
      switch (e.key) {
        case "j": done = move(1); break;
        case "k": done = move(-1); break;
        case "ArrowDown": done = inQueue() && move(1); break;
        case "ArrowUp": done = inQueue() && move(-1); break;
        case "n": done = go(one("a[rel=next]")); break;
        case "p": done = go(one("a[rel=prev]")); break;
        // Taking a tip is told to the tipster: the key leads to the button, Enter presses it.
        case "t": done = focus(one('form[action$="/take"] button')); break;
        case "/": done = focus(one("[role=search] input:not([type=hidden])")) || filter(); break;
        case "?": done = go(one('a[href="/keys"]')); break;
        case "g": first = e.timeStamp; done = true; break;
      }
    }
    if (done) { e.preventDefault(); }
  });
  // Arrows scroll the page, as everywhere, until a tip of the queue has the focus.
  function inQueue() { var a = document.activeElement; return a && a.closest && !!a.closest("table.queue th"); }
})();
