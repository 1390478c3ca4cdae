package tips_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// did is one action of the walk: who did it, which entries it must leave, all
// of them, and its error.
type did struct {
	actor string
	acts  []string
	err   error
}

func one(actor, act string, err error) did { return did{actor, []string{act}, err} }

// TestAThousandActionsLeaveAThousandEntries: actions drawn at random, over a
// real store, until 1,000 were done (300 without PORTAL_TEST_MORE=1). Each leaves the entries that are its own,
// with its actor, and nothing else; what is refused leaves none.
func TestAThousandActionsLeaveAThousandEntries(t *testing.T) {
	t.Parallel()
	conf, err := known()
	if err != nil {
		t.Fatal(err)
	}
	sum := &trodden{took: make([]atomic.Int64, len(ways))}
	w := newWalk(t, conf, 77, sum)
	w.line = tips.NewQuickLine(w.conf, 400, w.crowd.key(ahtu.Cell).Identity, w.boxes)
	t.Cleanup(w.line.Close)
	admin := tips.Officer{ID: vault.NewID(), Login: "admin", Name: "Administrator", Role: tips.RoleAdministrator, State: tips.OfficerActive, Created: w.now}
	if err := w.db.ChangePeople(t.Context(), tips.PeopleChange{Officers: []tips.Officer{admin}, Event: tips.Event{Act: "crowd.enrolled"}}); err != nil {
		t.Fatal(err)
	}
	a := &actions{walk: w, admin: tips.SeatWithoutBody(admin), shown: map[string]map[string]bool{}}
	all := 300
	if more() {
		all = 1000
	}
	entries, done, acts := 0, 0, map[string]int{}
	last := a.last()
	for n := 0; done < all && n < 20*all; n++ {
		d := a.next(n)
		evs, err := w.db.Events(t.Context(), last, 1000)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, ev := range evs {
			got, last = append(got, ev.Act), ev.Seq
			if ev.Act == "tip.handed" { // a look at the queue hands over what waits
				got = got[:len(got)-1]
				continue
			}
			entries++
			acts[ev.Act]++
			if ev.Actor != d.actor {
				t.Fatalf("%q is said to be by %q, it was by %q", ev.Act, ev.Actor, d.actor)
			}
		}
		if d.err != nil {
			if !errors.Is(d.err, tips.ErrForbidden) && !errors.Is(d.err, tips.ErrStale) && !errors.Is(d.err, tips.ErrGone) && !errors.As(d.err, new(tips.Invalids)) {
				t.Fatal(d.err)
			}
			d.acts = nil
		}
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(d.acts))) {
			t.Fatalf("action %d left %v, want %v (%v)", n, got, d.acts, d.err)
		}
		done += len(d.acts)
	}
	t.Logf("%d actions, %d entries: %v", done, entries, acts)
	if done < all || entries != done {
		t.Errorf("%d actions left %d entries", done, entries)
	}
	for _, act := range strings.Fields("tip.received tip.read tip.taken question.sent tip.transferred tip.same tip.separated tip.closed links.read queue.read " +
		"find.opened find.searched find.read find.forgotten audit.read letter.received file.read officer.invited officer.disabled officer.confirmed") {
		if acts[act] == 0 {
			t.Errorf("nobody did what leaves %s", act)
		}
	}
}

// actions are what the walk draws from.
type actions struct {
	*walk
	admin *tips.Seat
	seat  *tips.Seat // of a session
	step  time.Time
	shown map[string]map[string]bool // in lists, in this quarter of an hour
	files map[string]string          // by tip
}

func (a *actions) last() int64 {
	var last int64
	for {
		evs, err := a.db.Events(a.t.Context(), last, 1000)
		if err != nil {
			a.t.Fatal(err)
		}
		if len(evs) == 0 {
			return last
		}
		last = evs[len(evs)-1].Seq
	}
}

// looks is the entry that a list owes for the tips that it has shown: none
// where each was told in this quarter of an hour.
func (a *actions) looks(actor, act string, ids []string, err error) did {
	if step := tips.Coarse(a.now); !step.Equal(a.step) {
		a.step, a.shown = step, map[string]map[string]bool{}
	}
	if a.shown[actor] == nil {
		a.shown[actor] = map[string]bool{}
	}
	fresh := 0
	for _, id := range ids {
		if !a.shown[actor][id] {
			fresh++
		}
		a.shown[actor][id] = true
	}
	if fresh == 0 || err != nil {
		return did{actor: actor, err: err}
	}
	return one(actor, act, nil)
}

func (a *actions) next(n int) did {
	ctx := a.t.Context()
	if len(a.tips) < 4 || a.r.IntN(12) == 0 && len(a.tips) < 60 {
		return a.send()
	}
	x := a.tip()
	switch a.r.IntN(22) {
	case 0, 1:
		s := a.opener(x)
		_, err := a.desk.Open(ctx, s, x.id)
		return one(s.Officer.ID, "tip.read", err)
	case 2, 3:
		s := a.opener(x)
		before, err := a.db.Tip(ctx, x.id)
		if err != nil {
			a.t.Fatal(err)
		}
		d := one(s.Officer.ID, "tip.taken", a.desk.Take(ctx, s, x.id, before.Version))
		if before.Taker == s.Officer.ID && before.Status == tips.WithTeam { // nothing to do
			d.acts = nil
		}
		return d
	case 4:
		s := a.opener(x)
		return one(s.Officer.ID, "question.sent", a.desk.Ask(ctx, s, x.id, a.version(x), "Where?", true))
	case 5:
		s, same := a.opener(x), a.same(x)
		err := a.desk.Transfer(ctx, s, x.id, a.version(x), a.any(a.in), "It happens there.")
		return did{s.Officer.ID, append(slices.Repeat([]string{"tip.separated"}, same), "tip.transferred"), err} // what was joined to it stays behind
	case 6, 7:
		s := a.taker(x)
		joined, err := a.desk.Same(ctx, s, x.id, a.version(x))
		return did{s.Officer.ID, slices.Repeat([]string{"tip.same"}, joined), err}
	case 8:
		s := a.opener(x)
		return one(s.Officer.ID, "tip.separated", a.desk.Separate(ctx, s, x.id, a.version(x)))
	case 9:
		s := a.taker(x)
		same := a.same(x)
		err := a.desk.Close(ctx, s, x.id, a.version(x), tips.Outcome{Reason: tips.NoAction, Note: "done"})
		return did{s.Officer.ID, slices.Repeat([]string{"tip.closed"}, 1+same), err}
	case 10:
		s := a.crowd.seat(a.any(a.in))
		_, err := a.desk.Links(ctx, s)
		return one(s.Officer.ID, "links.read", err)
	case 11, 12:
		s := a.crowd.seat(a.any(a.in))
		v, err := a.desk.Queue(ctx, s, tips.QueueQuery{All: a.r.IntN(2) == 0, Page: 1 + a.r.IntN(2)})
		var ids []string
		for _, r := range v.Rows {
			if !r.Sealed {
				ids = append(ids, r.Tip.ID)
			}
		}
		return a.looks(s.Officer.ID, "queue.read", ids, err)
	case 13:
		if a.seat != nil && a.r.IntN(3) == 0 {
			err := a.desk.ForgetFind(ctx, a.seat)
			d := one(a.seat.Officer.ID, "find.forgotten", err)
			a.seat = nil
			return d
		}
		s, err := a.sit(a.any(a.in))
		a.seat = s
		return one(s.Officer.ID, "find.opened", err)
	case 14, 15, 16:
		return a.search()
	case 17:
		s := a.crowd.seat(a.any(a.in))
		_, err := a.desk.AuditOf(ctx, s, tips.AuditQuery{Object: x.id})
		return one(s.Officer.ID, "audit.read", err)
	case 18:
		return one("line", "letter.received", a.line.WriteIn(ctx, x.box, a.boxes[x.box], "They are still there."))
	case 19:
		s := a.opener(x)
		_, err := a.desk.File(ctx, s, x.id, a.files[x.id], tips.Whole(), &bytes.Buffer{})
		return one(s.Officer.ID, "file.read", err)
	case 20:
		return a.account(n)
	}
	a.now = a.now.Add(time.Duration(1+a.r.IntN(20)) * time.Minute)
	return did{}
}

// send is a tip with a file: an entry for each.
func (a *actions) send() did {
	s := tips.Submission{Channel: "web", Language: "en", Place: tips.PlaceText{State: a.states[0], District: a.lgds[a.states[0]][a.r.IntN(3)]}, Files: []string{"document"},
		Account: "The agent Ramesh keeps women in the hotel behind the market and takes their wages; his telephone is 98390 11223." + a.any([]string{"", " Please come.", " From Nepal."})}
	taken, err := a.line.Submit(a.t.Context(), s)
	if err != nil {
		a.t.Fatal(err)
	}
	x := &walker{id: taken.Tip, taken: taken}
	t, err := a.db.Tip(a.t.Context(), x.id)
	if err != nil {
		a.t.Fatal(err)
	}
	x.box = t.Mailbox
	if err := a.line.AddFile(a.t.Context(), taken, "a.txt", strings.NewReader(fmt.Sprint("a file ", a.r.Uint64()))); err != nil {
		a.t.Fatal(err)
	}
	if err := a.line.FinishFiles(a.t.Context(), taken); err != nil {
		a.t.Fatal(err)
	}
	boxes, err := a.db.Boxes(a.t.Context(), x.id, tips.BoxFile)
	if err != nil || len(boxes) != 1 {
		a.t.Fatal(err, boxes)
	}
	if a.files == nil {
		a.files = map[string]string{}
	}
	a.files[x.id] = boxes[0].ID
	a.tips = append(a.tips, x)
	return did{"line", []string{"tip.received", "files.received"}, nil}
}

// taker is who has taken the tip, where that is somebody of the walk.
func (a *actions) taker(x *walker) *tips.Seat {
	t, err := a.db.Tip(a.t.Context(), x.id)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, body := range a.in {
		if s := a.crowd.seat(body); s.Officer.ID == t.Taker {
			return s
		}
	}
	return a.opener(x)
}

// same counts the tips that were said to be the same as x and are open.
func (a *actions) same(x *walker) (n int) {
	for _, o := range a.tips {
		t, err := a.db.Tip(a.t.Context(), o.id)
		if err != nil {
			a.t.Fatal(err)
		}
		if t.SameAs == x.id && t.Status != tips.Closed {
			n++
		}
	}
	return n
}

func (a *actions) search() did {
	if a.seat == nil {
		return did{}
	}
	q := tips.FindQuery{Words: "ramesh", New: a.r.IntN(2) == 0, Page: 1 + a.r.IntN(3)}
	v, err := a.desk.Find(a.t.Context(), a.seat, q)
	var ids []string
	for _, r := range v.Rows {
		ids = append(ids, r.Tip.ID)
	}
	d := a.looks(a.seat.Officer.ID, "find.read", ids, err)
	if q.New {
		d = one(a.seat.Officer.ID, "find.searched", err)
	}
	return d
}

// account is the administrator's work, and a newcomer's confirmation.
func (a *actions) account(n int) did {
	ctx := a.t.Context()
	switch a.r.IntN(3) {
	case 0:
		_, err := a.desk.InviteAs(ctx, a.admin, tips.InviteRequest{Name: "N" + strconv.Itoa(n), Role: tips.RoleEditor})
		return one(a.admin.Officer.ID, "officer.invited", err)
	case 1:
		all, err := a.db.Officers(ctx)
		if err != nil {
			a.t.Fatal(err)
		}
		for _, o := range all {
			if o.Role == tips.RoleEditor && o.State == tips.OfficerInvited {
				return one(a.admin.Officer.ID, "officer.disabled", a.desk.Disable(ctx, a.admin, o.ID))
			}
		}
		return did{}
	}
	for _, body := range a.in {
		s := a.crowd.seat(body)
		pending, err := a.desk.Pending(ctx, s)
		if err != nil {
			a.t.Fatal(err)
		}
		if len(pending) > 0 {
			_, err := a.desk.Confirm(ctx, s, pending[0].Officer.ID, pending[0].Fingerprint)
			return one(s.Officer.ID, "officer.confirmed", err)
		}
	}
	for _, body := range a.near {
		if slices.Contains(a.in, body) {
			continue
		}
		o, ch := a.crowd.awaited(body)
		ch.Event.Act, ch.Event.Actor = "officer.enrolled", o.ID
		if err := a.db.ChangePeople(ctx, ch); err != nil {
			a.t.Fatal(err)
		}
		a.in = append(a.in, body)
		return did{o.ID, []string{"officer.enrolled"}, nil}
	}
	return did{}
}
