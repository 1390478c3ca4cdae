package desk

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/vault"
)

// stage is a tip in a state in which one act is possible, with the form that
// does it and what else stands in the address.
type stage struct {
	tip  *aTip
	form url.Values
	in   map[string]string // by the name in the address, e.g. ":file"
	copy string            // another tip, to which it is done too
}

// at is the address of the act.
func (s stage) at(path string) string {
	for name, value := range s.in {
		path = strings.Replace(path, name, value, 1)
	}
	return concrete(strings.Replace(path, ":id", s.tip.id, 1))
}

// with is a form with some fields set: names and values in turn.
func with(f url.Values, pairs ...string) url.Values {
	if f = maps.Clone(f); f == nil {
		f = url.Values{}
	}
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

func form(pairs ...string) url.Values { return with(nil, pairs...) }

func outForm() url.Values { return form("kind", tips.OutJSON, "sure", "1") }

// anyForm has something in every field, for a tip that nobody may do it to.
func anyForm(m *matrix) url.Values {
	return form("text", "t", "reason", tips.NoAction, "note", "n", "remark", "r", "to", "UP-LUCKNOW", "body", "UP-LUCKNOW", "why", "w", "return", "r", "later", "l",
		"put-back", "p", "decline", "d", "reopen", "r", "tie", "t", "near", m.tips["new"].id, "kind", tips.OutJSON, "sure", "1", "request", "r", "asked", "DL-AHTB",
		"answer", "done", "reply", "r", "ask", "a", "until", formIST(m.clock.Now().Add(time.Hour)), "step", "p1", "list", "2009-08-10-general")
}

// twoBodies are acts for which another body has to be able to have the tip too.
var twoBodies = map[string]bool{"POST /tips/:id/transfer": true, "POST /tips/:id/return": true, "POST /tips/:id/request": true, "POST /tips/:id/answer": true,
	"POST /tips/:id/end": true, "POST /tips/:id/reader": true, "POST /tips/:id/reader/:reading/end": true}

// unseen are acts after which the tip's row and history stand as before: a link
// has a history of its own, and who has taken a tip may take it.
var unseen = map[string]bool{"POST /tips/:id/tie": true, "POST /tips/:id/untie": true, "POST /tips/:id/take": true}

// states bring a tip of a kind into the state in which somebody can do it.
var states = map[string]func(m *matrix, t *testing.T, kind, by string) stage{
	"POST /tips/:id/take": func(m *matrix, t *testing.T, kind, by string) stage {
		if kind == "taken" && by != "Agra" { // those in charge and above take it over
			return stage{tip: m.asItIs(t, kind)}
		}
		return stage{tip: m.free(t, kind)}
	},
	"POST /tips/:id/transfer": func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.free(t, kind), form: form("to", elsewhere(kind), "why", "w")}
	},
	"POST /tips/:id/return": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.free(t, kind)
		if kind != "given away" { // which is
			from, there, back := nearest(tip), "New Delhi", bodyOf[nearest(tip)]
			to := elsewhere(kind)
			for who, body := range bodyOf {
				if body == to {
					there = who
				}
			}
			m.does(t, from, tip, "transfer", form("to", to, "why", "w"))
			m.does(t, there, tip, "transfer", form("to", back, "why", "w"))
			knows(tip, to)
		}
		return stage{tip: tip, form: form("return", "r")}
	},
	"POST /tips/:id/later": func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.held(t, kind, by), form: form("later", "l", "until", formIST(m.clock.Now().Add(15*time.Minute)))}
	},
	"POST /tips/:id/decline": func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.free(t, kind), form: form("decline", "d")}
	},
	"POST /tips/:id/reopen": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.mine(t, kind, by)
		m.does(t, by, tip, "close", form("reason", tips.NoAction, "note", "n"))
		return stage{tip: tip, form: form("reopen", "r")}
	},
	"POST /tips/:id/join": func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.held(t, kind, by), form: form("near", m.free(t, kind).id)}
	},
	"POST /tips/:id/separate": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.held(t, kind, by)
		m.does(t, by, tip, "join", form("near", m.free(t, kind).id))
		return stage{tip: tip}
	},
	"POST /tips/:id/tie": func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.asItIs(t, kind), form: form("tie", "t", "near", m.asItIs(t, kind).id)}
	},
	"POST /tips/:id/untie": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.asItIs(t, kind)
		m.does(t, by, tip, "tie", form("tie", "t", "near", m.asItIs(t, kind).id))
		ties, err := m.desk.Config.TiesOf(t.Context(), tip.id, bodyOf[by])
		if err != nil || len(ties) != 1 {
			t.Fatalf("%d links, %v", len(ties), err)
		}
		return stage{tip: tip, form: form("link", ties[0].ID)}
	},
	"POST /tips/:id/ask":      mineWith("text", "t"),
	"POST /tips/:id/close":    mineWith("reason", tips.NoAction, "note", "n"),
	"POST /tips/:id/put-back": mineWith("put-back", "p"),
	"POST /tips/:id/request": func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.mine(t, kind, by), form: form("kind", tips.KindRescue, "asked", elsewhere(kind), "request", "r")}
	},
	"POST /tips/:id/same": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.mine(t, kind, by)
		copied := m.sendLike(t, kind, tip.words[0])
		if kind == "given away" {
			m.does(t, "Agra", copied, "transfer", form("to", "DL-NEW-DELHI", "why", "w"))
		}
		if by != nearest(tip) { // it has to lie with the same body
			m.does(t, by, copied, "take", nil)
			m.does(t, by, copied, "put-back", form("put-back", "p"))
		}
		return stage{tip: tip, copy: copied.id}
	},
	"POST /tips/:id/answer": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.free(t, kind)
		asker := ""
		for _, who := range strings.Split(tip.work, "|") {
			if bodyOf[who] != bodyOf[by] {
				asker = who
			}
		}
		m.does(t, asker, tip, "take", nil)
		m.does(t, asker, tip, "request", form("kind", tips.KindRescue, "asked", bodyOf[by], "request", "r"))
		return stage{tip: tip, form: form("id", m.request(t, tip), "answer", tips.StateAcknowledged)}
	},
	"POST /tips/:id/end": func(m *matrix, t *testing.T, kind, by string) stage {
		tip, give := m.sendLike(t, kind, ""), false
		if kind == "given away" && m.may(by, "work", tip, by) {
			m.does(t, "Agra", tip, "transfer", form("to", "DL-NEW-DELHI", "why", "w"))
		} else if kind == "given away" { // asked before it was given away
			give = bodyOf[by] != "IN-NODAL"
		}
		m.does(t, by, tip, "take", nil)
		m.does(t, by, tip, "request", form("kind", tips.KindRescue, "asked", elsewhere(kind), "request", "r"))
		knows(tip, elsewhere(kind))
		if give {
			m.does(t, by, tip, "transfer", form("to", "DL-NEW-DELHI", "why", "w"))
		}
		return stage{tip: tip, form: form("id", m.request(t, tip), "reply", "r")}
	},
	"POST /tips/:id/note":  asItIsWith("remark", "r"),
	"POST /tips/:id/steps": asItIsWith("list", "2009-08-10-general", "step", "p1"),
	"POST /tips/:id/files/:file/picture": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.tips[kind]
		return stage{tip: tip, form: form("reason", tips.SeenReasons()[0], "words", "w"), in: map[string]string{":file": m.fileOf(t, tip, "/files/:file")}}
	},
	"POST /tips/:id/reader": func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.asItIs(t, kind), form: form("reader", m.id(t, readerFor(kind, by)), "ask", "a")}
	},
	"POST /tips/:id/reader/:reading/end": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.asItIs(t, kind)
		m.does(t, by, tip, "reader", form("reader", m.id(t, readerFor(kind, by)), "ask", "a"))
		asked, err := m.desk.Config.ReadingsOf(t.Context(), tip.id)
		if err != nil || len(asked) != 1 {
			t.Fatalf("%d readings, %v", len(asked), err)
		}
		return stage{tip: tip, in: map[string]string{":reading": asked[0].ID}}
	},
	"POST /tips/:id/export": func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.asItIs(t, kind), form: outForm()}
	},
	"POST /tips/:id/export/:file/take": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.asItIs(t, kind)
		m.does(t, by, tip, "export", outForm())
		found := regexp.MustCompile(`/export/([0-9a-f]{16,})`).FindStringSubmatch(m.people[by].get("/tips/" + tip.id + "/export").Body)
		if found == nil {
			t.Fatal("no file to leave")
		}
		if by != "cell" { // in which there is one officer alone
			m.seconds(t, map[string]string{"Agra": "Agra, in charge", "Agra, in charge": "Agra", "UP": "cell", "Lucknow": "UP", "New Delhi": "Delhi", "Delhi": "cell"}[by], tip.id)
		}
		return stage{tip: tip, in: map[string]string{":file": found[1]}}
	},
	"POST /tips/:id/hold": asItIsWith("reason", tips.HoldFIR),
	"POST /tips/:id/hold/lift": func(m *matrix, t *testing.T, kind, by string) stage {
		tip := m.asItIs(t, kind)
		m.does(t, by, tip, "hold", form("reason", tips.HoldFIR))
		return stage{tip: tip}
	},
	"POST /tips/:id/erase": asItIsWith("why", tips.ErasedTipster),
}

func asItIsWith(pairs ...string) func(*matrix, *testing.T, string, string) stage {
	return func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.asItIs(t, kind), form: form(pairs...)}
	}
}

func mineWith(pairs ...string) func(*matrix, *testing.T, string, string) stage {
	return func(m *matrix, t *testing.T, kind, by string) stage {
		return stage{tip: m.mine(t, kind, by), form: form(pairs...)}
	}
}

// knows: a body that had the tip, or was asked about it, reads it from then on,
// as do those above.
func knows(tip *aTip, body string) {
	for who, b := range bodyOf {
		if b == body || contains(aboveIt[body], b) {
			tip.read += "|" + who
		}
	}
}

// nearest is who of the tip's chain works where it came in.
func nearest(t *aTip) string {
	who, _, _ := strings.Cut(t.work, "|")
	return who
}

// elsewhere is a body outside the tip's chain to which it may be given.
func elsewhere(kind string) string {
	switch kind {
	case "away from the unit":
		return "DL-AHTB"
	case "New Delhi's", "given away":
		return "UP-LUCKNOW"
	}
	return "DL-NEW-DELHI"
}

// readerFor is an officer of another body whom the tipster did not leave out.
func readerFor(kind, by string) string {
	switch {
	case kind == "away from the unit":
		return "Delhi Nodal"
	case by == "New Delhi":
		return "Lucknow Officer"
	}
	return "New Delhi Officer"
}

// sendLike sends a tip like one of a kind, with words of its own or with those
// of another. It stands as it came in.
func (m *matrix) sendLike(t *testing.T, kind, words string) *aTip {
	t.Helper()
	of := m.tips[kind]
	if words == "" {
		// No two are near copies of each other.
		letters := strings.NewReplacer("0", "g", "1", "h", "2", "i", "3", "j", "4", "k", "5", "l", "6", "m", "7", "n", "8", "o", "9", "p")
		for range 20 {
			words += " " + letters.Replace(vault.NewID()[:8])
		}
		words = strings.TrimSpace(words)
	}
	m.sent++
	place := of.place
	place.Text = ""
	sent := m.send(t, tips.Submission{Channel: "web", Language: "en", When: "days", Children: "no", Role: "witness", Avoid: of.avoid, Place: place, Account: words})
	return &aTip{id: sent.Tip, read: of.read, work: of.work, words: []string{words}}
}

// free is a tip of a kind that is open and that nobody has taken, held where it lies.
func (m *matrix) free(t *testing.T, kind string) *aTip {
	t.Helper()
	tip := m.asItIs(t, kind)
	switch kind {
	case "taken":
		m.does(t, "Agra", tip, "put-back", form("put-back", "p"))
	case "closed":
		m.does(t, "Agra", tip, "reopen", form("reopen", "r"))
	}
	tip.taker = ""
	return tip
}

// asItIs is one as the kind says: taken, closed, given away.
func (m *matrix) asItIs(t *testing.T, kind string) *aTip {
	t.Helper()
	tip := m.sendLike(t, kind, "")
	switch kind {
	case "given away":
		m.does(t, "Agra", tip, "transfer", form("to", "DL-NEW-DELHI", "why", "w"))
	case "taken", "closed":
		m.does(t, "Agra", tip, "take", nil)
		tip.taker = "Agra"
	}
	if kind == "closed" {
		m.does(t, "Agra", tip, "close", form("reason", tips.NoAction, "note", "n"))
	}
	return tip
}

// mine is a tip that somebody has taken.
func (m *matrix) mine(t *testing.T, kind, by string) *aTip {
	t.Helper()
	tip := m.free(t, kind)
	m.does(t, by, tip, "take", nil)
	tip.taker = by
	return tip
}

// held is a tip that somebody's body holds and nobody has taken.
func (m *matrix) held(t *testing.T, kind, by string) *aTip {
	t.Helper()
	tip := m.mine(t, kind, by)
	m.does(t, by, tip, "put-back", form("put-back", "p"))
	tip.taker = ""
	return tip
}

// does has somebody do something to a tip that is theirs to do.
func (m *matrix) does(t *testing.T, who string, tip *aTip, act string, f url.Values) {
	t.Helper()
	if got := m.post(who, "/tips/"+tip.id+"/"+act, with(f, "version", m.version(t, tip.id))); !done(got) {
		t.Fatalf("%s, to bring it about: %s: %d\n%.900s", who, act, got.Status, got.words())
	}
}

// seconds has somebody agree to what was asked for about an object.
func (m *matrix) seconds(t *testing.T, who, object string) {
	t.Helper()
	if got := m.post(who, "/second/"+m.proposal(t, object), form("yes", "1")); got.Status != http.StatusSeeOther {
		t.Fatalf("%s agrees: %d\n%.300s", who, got.Status, got.words())
	}
}

// proposal is the newest that is about an object.
func (m *matrix) proposal(t *testing.T, object string) (id string) {
	t.Helper()
	all, err := m.desk.Config.ListProposals(t.Context(), m.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if p.Object == object || fmt.Sprint(p.Act) == object {
			id = p.ID
		}
	}
	if id == "" {
		t.Fatal("nobody has asked for it")
	}
	return id
}

// request is what one body has asked of another about a tip.
func (m *matrix) request(t *testing.T, tip *aTip) string {
	t.Helper()
	all, err := m.desk.Config.RequestsOf(t.Context(), tip.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.Kind != tips.KindTransfer {
			return r.ID
		}
	}
	t.Fatal("nobody has asked for anything")
	return ""
}
