package tips

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"mukti/tips/notices"
	"mukti/tips/vault"
)

// Times of the outbox. Source: house rule.
const (
	tellEvery    = 10 * time.Second
	postTime     = 6 * time.Hour    // after that an unsent notice is given up
	postLease    = 2 * time.Minute  // one machine's hold on a post: longer than an attempt
	firstAgain   = time.Minute      // doubled with each attempt
	longestAgain = 30 * time.Minute // and at once after a failure that lasts
	postsAtOnce  = 32               // under way in one process
)

// NobodyToTell is the class of failure of a body whose ways lead to no address.
const NobodyToTell = "nobody"

// wayNobody stands for all the ways of a body where none leads to anybody.
const wayNobody = "all"

// Teller tells bodies that something waits for them, without saying what. It
// opens nothing of a tip: it counts lines of queues.
type Teller struct {
	Config
	// Carry makes one attempt; its error is a [notices.Failure].
	Carry func(ctx context.Context, w notices.Way, m notices.Message) error
	// Say puts a notice into words of a language.
	Say func(lang string, n Notice) (subject, text string)

	rosters *rosters
}

// NewTeller makes one over the same store as a [Line] and a [Desk].
func NewTeller(c Config, carry func(context.Context, notices.Way, notices.Message) error, say func(string, Notice) (string, string)) *Teller {
	c = c.withDefaults()
	return &Teller{Config: c, Carry: carry, Say: say, rosters: newRosters(c)}
}

// Notice is all that a notice says.
type Notice struct {
	Body   string
	Test   bool
	Counts map[string]int // by codes of [NoticeCounts]
}

// letterOut is a post's content, sealed in the outbox.
type letterOut struct {
	To     string         `json:"to"`
	Test   bool           `json:"test,omitempty"`
	Counts map[string]int `json:"counts"`
}

// ways are a body's settings as sealed.
type ways struct {
	Language string                 `json:"language"`
	Ways     map[string]notices.Way `json:"ways"`
}

func waysLabel(body string) vault.Label { return vault.Label{Of: body, Kind: "notice ways"} }
func dutyLabel(body string) vault.Label { return vault.Label{Of: body, Kind: "notice duty"} }
func postLabel(p Post) vault.Label {
	return vault.Label{Of: strings.Join([]string{p.Body, p.Way, p.Target, p.ID}, " "), Kind: "notice"}
}

// openBook opens a body's settings. A row that was moved to another body, or
// written by somebody without the key, opens as an error.
func (c Config) openBook(b NoticeBook) (w ways, d DutyTable, err error) {
	for _, part := range []struct {
		label  vault.Label
		sealed []byte
		to     any
	}{{waysLabel(b.Body), b.Ways, &w}, {dutyLabel(b.Body), b.Duty, &d}} {
		if len(part.sealed) == 0 {
			continue
		}
		plain, err := vault.OpenKey(c.Keys.Notices, part.label, part.sealed)
		if err == nil {
			err = json.Unmarshal(plain, part.to)
		}
		if err != nil {
			return ways{}, DutyTable{}, fmt.Errorf("tips: %s: %w", part.label.Kind, vault.ErrOpen)
		}
	}
	return w, d, nil
}

func (c Config) target(way, to string) string {
	return hex.EncodeToString(vault.Mark(c.Keys.Notices, "notice "+way, to))
}

// post seals one message for the outbox.
func (c Config) post(body, way, to string, test bool, counts map[string]int, now time.Time) (Post, error) {
	p := Post{Body: body, Target: c.target(way, to), ID: vault.NewID(), Way: way, Made: now, Next: now}
	if test { // beside what waits, never in its place
		p.Target = c.target(way, noticeTest+" "+to)
	}
	plain, err := json.Marshal(letterOut{to, test, counts})
	if err != nil {
		return Post{}, fmt.Errorf("tips: notice: %w", err)
	}
	p.Data = vault.SealKey(c.Keys.Notices, postLabel(p), plain)
	return p, nil
}

// Run tells until ctx ends. Sending does not hold up the looking.
func (t *Teller) Run(ctx context.Context) {
	out := newCarriers()
	var looking sync.WaitGroup
	defer out.running.Wait()
	defer looking.Wait()
	for _, work := range []func(context.Context) error{t.Look, func(ctx context.Context) error { return t.start(ctx, out) }} {
		looking.Go(func() {
			for {
				if err := work(ctx); err != nil && ctx.Err() == nil {
					t.Log.Error("telling bodies failed; it is tried again", "err", err)
				}
				select {
				case <-ctx.Done():
					return
				case <-time.After(tellEvery):
				}
			}
		})
	}
}

// Look puts into the outbox what bodies are to be told now. Two machines may
// look at once: the slower one changes nothing.
func (t *Teller) Look(ctx context.Context) error {
	now := t.Now()
	leads := t.Clocks.leads()
	waits, err := t.Waits(ctx, now, leads)
	if err != nil || len(waits) == 0 {
		return err
	}
	rounds, err := t.Rounds(ctx)
	if err != nil {
		return err
	}
	books, err := t.NoticeBooks(ctx)
	if err != nil {
		return err
	}
	for _, b := range books {
		w, some := waits[b.Body]
		if !some || len(b.Ways) == 0 {
			continue
		}
		r := rounds[b.Body]
		r.Body = b.Body
		next, tell := r.isDue(w, now)
		if !tell {
			continue
		}
		err := t.round(ctx, b, next, w, leads)
		switch {
		case errors.Is(err, ErrStale): // another machine was quicker, or something has come: the next look sees it
		case errors.Is(err, vault.ErrOpen):
			t.Log.Error("a body's settings of notices do not open", "body", b.Body)
			if err := t.PutNoticeState(ctx, NoticeState{Body: b.Body, Way: wayNobody, Since: now, Class: notices.Setting}); err != nil {
				return err
			}
		case err != nil:
			return err
		}
	}
	return nil
}

// round writes one body's notices.
func (t *Teller) round(ctx context.Context, b NoticeBook, r Round, w Waits, leads Leads) error {
	settings, duty, err := t.openBook(b)
	if err != nil {
		return err
	}
	if len(settings.Ways) == 0 {
		return nil
	}
	to, err := t.addresses(ctx, b.Body, settings, duty, r.At)
	if err != nil {
		return err
	}
	var posts []Post
	for _, a := range to {
		p, err := t.post(b.Body, a.way, a.to, false, w.counts(), r.At)
		if err != nil {
			return err
		}
		posts = append(posts, p)
	}
	if err := t.PostNotices(ctx, r, w, leads, posts); err != nil {
		return err
	}
	st := NoticeState{Body: b.Body, Way: wayNobody}
	if len(posts) == 0 {
		st.Since, st.Class = r.At, NobodyToTell
	}
	return t.PutNoticeState(ctx, st)
}

type address struct{ way, to string }

// addresses are where a notice goes: to who is on duty; where nobody is, or
// none of them can be reached, to those in charge; else to the body's own
// address. A webhook always gets it.
func (t *Teller) addresses(ctx context.Context, body string, w ways, d DutyTable, at time.Time) ([]address, error) {
	ros, err := t.rosters.get(ctx)
	if err != nil {
		return nil, err
	}
	var out []address
	reach := func(officers []string) bool {
		for _, id := range officers {
			o := ros.officers[id]
			if _, member := ros.members[body][id]; !member || o.State != OfficerActive || o.Body != body {
				continue // left, or locked out
			}
			c := d.contact(id)
			for _, a := range []address{{notices.Mail, c.Mail}, {notices.SMS, c.Mobile}} {
				if _, has := w.Ways[a.way]; has && a.to != "" && !slices.Contains(out, a) {
					out = append(out, a)
				}
			}
		}
		return len(out) > 0
	}
	if !reach(d.OnDuty(at)) && !reach(headOf(ros, body)) {
		for _, way := range slices.Sorted(maps.Keys(w.Ways)) {
			if to := w.Ways[way].To; to != "" && way != notices.Hook {
				out = append(out, address{way, to})
			}
		}
	}
	if _, has := w.Ways[notices.Hook]; has {
		out = append(out, address{way: notices.Hook})
	}
	return out, nil
}

// headOf are those of a body who set its duty table, by the table of access.
func headOf(ros *roster, body string) (out []string) {
	rule, _ := RuleOf(ActSetDuty)
	for id := range ros.members[body] {
		if slices.Contains(rule.Roles, ros.officers[id].Role) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// carriers are the attempts under way, so many at once. A server that never
// answers keeps one of them busy, and nobody waits for it but that one.
type carriers struct {
	free    chan struct{}
	running sync.WaitGroup
}

func newCarriers() *carriers { return &carriers{free: make(chan struct{}, postsAtOnce)} }

// Deliver sends what is in the outbox and waits for the last answer.
func (t *Teller) Deliver(ctx context.Context) error {
	out := newCarriers()
	defer out.running.Wait()
	return t.start(ctx, out)
}

// start begins an attempt for every post whose time has come. It claims no more
// than it can begin at once: what is claimed and waits would be sent twice.
func (t *Teller) start(ctx context.Context, out *carriers) error {
	for {
		select {
		case out.free <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		places := 1
		for more := true; more && places < postsAtOnce; {
			select {
			case out.free <- struct{}{}:
				places++
			default:
				more = false
			}
		}
		now := t.Now()
		posts, err := t.ClaimPosts(ctx, now, now.Add(postLease), longestAgain+longestAgain/5, places)
		for range places - len(posts) {
			<-out.free
		}
		for _, p := range posts {
			out.running.Go(func() {
				defer func() { <-out.free }()
				if err := t.deliver(ctx, p); err != nil {
					t.Log.Error("what became of a notice could not be written down; it is sent again", "body", p.Body, "err", err)
				}
			})
		}
		if err != nil || len(posts) == 0 {
			return err
		}
	}
}

// deliver makes one attempt and writes down what became of it, also when the
// process is told to stop meanwhile: else it would be sent twice.
func (t *Teller) deliver(ctx context.Context, p Post) error {
	err := t.attempt(ctx, p)
	if ctx.Err() != nil && err != nil {
		return nil // the lease runs out, and it is tried again
	}
	now := t.Now()
	o := Attempt{At: now}
	ev := Event{At: Coarse(now), Actor: "line", Act: "notice.sent", Object: p.Body, Note: p.Way}
	var failed *notices.Failure
	if err != nil {
		o.Class = notices.Broken
		if errors.As(err, &failed) {
			o.Class = failed.Class
		}
		ev.Note += " " + o.Class
		if now.Sub(p.Made) < postTime {
			o.Next = now.Add(wait(p.Tries, failed != nil && failed.Lasting()))
			ev = Event{}
			if p.Tries == 0 {
				ev = Event{At: Coarse(now), Actor: "line", Act: "notice.failed", Object: p.Body, Note: p.Way + " " + o.Class}
			}
		} else {
			ev.Act = "notice.given-up"
		}
	}
	if err := t.EndPost(context.WithoutCancel(ctx), p, o, ev); err != nil {
		return fmt.Errorf("tips: notice: %w", err)
	}
	return nil
}

// wait is the time to the next attempt: doubled each time, a fifth more or
// less by chance, so that bodies with one mail server do not come all at once.
func wait(tries int, lasting bool) time.Duration {
	d := longestAgain
	if !lasting && tries < 5 {
		d = firstAgain << tries
	}
	return d - d/5 + rand.N(2*d/5)
}

// attempt opens a post and sends it with the body's settings of now.
func (t *Teller) attempt(ctx context.Context, p Post) error {
	b, err := t.NoticeBook(ctx, p.Body)
	if err != nil {
		return err
	}
	settings, _, err := t.openBook(b)
	if err != nil {
		return &notices.Failure{Class: notices.Setting}
	}
	w, ok := settings.Ways[p.Way]
	var l letterOut
	plain, err := vault.OpenKey(t.Keys.Notices, postLabel(p), p.Data)
	if !ok || err != nil || json.Unmarshal(plain, &l) != nil {
		return &notices.Failure{Class: notices.Setting}
	}
	m := notices.Message{ID: p.ID, To: l.To, Body: p.Body, Counts: l.Counts, At: t.Now()}
	m.Subject, m.Text = t.Say(settings.Language, Notice{Body: p.Body, Test: l.Test, Counts: l.Counts})
	return t.Carry(ctx, w, m)
}
