package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
	"mukti/tips/notices"
)

type noticesPage struct {
	Wrong     *wrongs
	Version   int64
	Set       bool
	Broken    bool
	States    []noticeRow // of the own body
	Below     []noticeRow
	Ways      []wayForm
	Languages []choice
	Example   string
}

// noticeRow says how one way of a body fares.
type noticeRow struct {
	Body, Way, Text string
	Fails           bool
	Since           *moment
	Sent            *moment
}

// wayForm is the form of one way; secrets are never filled in.
type wayForm struct {
	notices.Way
	Name    string
	On      bool
	Kept    bool // a gateway's address, headers, template or key that stay while nothing is typed
	PortNow string
	TLSes   []choice
	Methods []choice
}

// notices shows how the own body is told that something waits, how that fares,
// and which bodies below are told nothing.
func (s *Site) notices(v *visit) error {
	return v.drawNotices(fiber.StatusOK, notices.Way{}, nil)
}

func (v *visit) drawNotices(status int, typed notices.Way, w *wrongs) error {
	view, err := v.site.Desk.NoticesOf(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	page := noticesPage{Wrong: w, Version: view.Version, Set: view.Set, Broken: view.Broken,
		States: v.noticeRows(view.Own), Below: v.noticeRows(view.Below)}
	for _, tag := range v.site.Bundle.Languages() {
		page.Languages = append(page.Languages, choice{tag.Tag, tag.Name, tag.Tag == view.Language})
	}
	_, page.Example = v.site.NoticeWords(v.Lang(), tips.Notice{Body: v.seat.Officer.Body, Counts: map[string]int{tips.Immediate: 1}})
	have := map[string]notices.Way{}
	for _, way := range view.Ways {
		have[way.Kind] = way
	}
	for _, kind := range notices.Ways() {
		way, on := have[kind]
		f := wayForm{Way: way, On: on, Kept: on && kind != notices.Mail}
		if typed.Kind == kind {
			f.Way = typed
			f.Pass, f.Secret = "", ""
		} else if f.Kept {
			f.URL = ""
		}
		f.Kind, f.Name = kind, v.word("desk.way.", kind)
		if f.Port > 0 {
			f.PortNow = strconv.Itoa(f.Port)
		}
		f.TLSes = v.choices("desk.way.tls.", f.TLS, []string{notices.StartTLS, notices.Implicit, notices.NoTLS})
		f.Methods = []choice{{"POST", "POST", f.Method != "GET"}, {"GET", "GET", f.Method == "GET"}}
		page.Ways = append(page.Ways, f)
	}
	return v.draw("notices", status, v.T("desk.notices.title"), page)
}

func (v *visit) noticeRows(states []tips.NoticeState) (out []noticeRow) {
	for _, st := range states {
		r := noticeRow{Body: v.body(st.Body), Way: v.word("desk.way.", st.Way), Fails: st.Class != "", Text: v.T("desk.notices.works")}
		if st.Class == "" && st.Way == "all" {
			continue
		}
		if r.Fails {
			r.Text = v.word("desk.notices.class.", st.Class)
			m := v.brief(st.Since)
			r.Since = &m
		}
		if !st.Sent.IsZero() {
			m := v.brief(st.Sent)
			r.Sent = &m
		}
		out = append(out, r)
	}
	return out
}

// setWay keeps one way of the own body.
func (s *Site) setWay(v *visit) error {
	kind := v.c.Params("way")
	if !slices.Contains(notices.Ways(), kind) {
		return tips.ErrNotFound
	}
	f := func(name string) string { return strings.TrimSpace(v.form.Get(kind + "-" + name)) }
	w := notices.Way{Kind: kind, Host: f("host"), User: f("user"), Pass: v.form.Get(kind + "-secret"), From: f("from"), TLS: f("tls"), To: f("to"),
		Method: f("method"), URL: f("url"), Header: f("head"), Body: v.form.Get(kind + "-text")}
	if port, err := strconv.Atoi(f("port")); err == nil {
		w.Port = port
	}
	switch kind {
	case notices.SMS:
		w.To, w.Pass = tips.Mobile(w.To), ""
	case notices.Hook:
		w.Secret, w.Pass = w.Pass, ""
	}
	err := s.Desk.SetWay(v.c.UserContext(), v.seat, v.version(), w, v.form.Get("language"))
	return v.noticed(err, w, "notice-set")
}

// dropWay ends one way of the own body.
func (s *Site) dropWay(v *visit) error {
	err := s.Desk.DropWay(v.c.UserContext(), v.seat, v.version(), v.c.Params("way"))
	return v.noticed(err, notices.Way{}, "notice-off")
}

// testWay puts a test on its way; how it fares stands on the page a moment later.
func (s *Site) testWay(v *visit) error {
	err := s.Desk.TestWay(v.c.UserContext(), v.seat, v.c.Params("way"))
	return v.noticed(err, notices.Way{}, "notice-test")
}

func (v *visit) noticed(err error, typed notices.Way, note string) error {
	if err == nil {
		return web.SeeOther(v.c, "/notices?"+noteQuestion+"="+note)
	}
	if errors.Is(err, tips.ErrStale) {
		return v.drawNotices(fiber.StatusConflict, typed, v.wrong("desk.stale.head", fault{"", "desk.notices.stale"}))
	}
	if w, ok := v.invalids("desk.wrong", err); ok {
		return v.drawNotices(fiber.StatusUnprocessableEntity, typed, w)
	}
	return err
}

// NoticeWords puts a notice into words: codes and counts, and nothing of a
// tip. It is one line: an SMS that its operator has to register beforehand has
// a fixed form.
// Source: TRAI, Telecom Commercial Communications Customer Preference
// Regulations, 2018, regulation 5 (templates of content are registered).
func (s *Site) NoticeWords(lang string, n tips.Notice) (subject, text string) {
	return NoticeWords(s.Bundle, lang, n)
}

// NoticeWords is [Site.NoticeWords] without a site.
func NoticeWords(b *i18n.Bundle, lang string, n tips.Notice) (subject, text string) {
	sp := b.Speaker(lang)
	subject = sp.T("desk.notice.subject", "Body", n.Body)
	if n.Test {
		return subject, sp.T("desk.notice.test", "Body", n.Body)
	}
	var parts []string
	for _, code := range tips.NoticeCounts() {
		if n.Counts[code] > 0 {
			parts = append(parts, sp.T("desk.notice.count."+code, "Count", strconv.Itoa(n.Counts[code])))
		}
	}
	return subject, sp.T("desk.notice.text", "Body", n.Body, "Counts", strings.Join(parts, ", "))
}
