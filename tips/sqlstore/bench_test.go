package sqlstore_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/sqlstore"
)

// randomID is 32 hex digits, as a portal's ids are: they arrive in no order.
func randomID() string {
	b := make([]byte, 16)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// newTip is a tip as large as a sealed one is: about 6 KB in boxes, three lines.
func newTip(urgency string, at time.Time) tips.Intake {
	id := randomID()
	blob := func(n int) []byte { return append([]byte("age-encryption.org/v1\n"), bytes.Repeat([]byte{'x'}, n)...) }
	var bands []tips.Band // as an account of some length has them
	for range 12 {
		bands = append(bands, tips.Band{Key: "k1", MAC: []byte(randomID()[:16])})
	}
	return tips.Intake{
		Bands: bands, Card: tips.Card{Key: "k1", Data: blob(180)},
		Tip: tips.Tip{ID: id, Mailbox: randomID(), Recipient: "age1pq", Unit: "UP-AGRA", Holder: "UP-AGRA", Urgency: urgency,
			Status: tips.Received, Created: at, Due: at.Add(time.Hour)},
		Mailbox: tips.Mailbox{ID: randomID(), Tip: id, Recipient: "age1pq", Locked: blob(64)},
		Lines: []tips.QueueLine{
			{Body: "UP-AGRA", Role: tips.RoleUnit, Sealed: blob(1800), Due: at.Add(time.Hour)},
			{Body: "UP-AHTB", Role: tips.RoleAbove, Sealed: blob(1800)},
			{Body: "IN-NODAL", Role: tips.RoleAbove, Sealed: blob(1800)},
		},
		Boxes: []tips.Box{
			{ID: id + "-words", Kind: tips.BoxWords, At: at, Data: blob(2900)},
			{ID: id + "-verdict", Kind: tips.BoxVerdict, At: at, Data: blob(1800)},
			{ID: id + "-summary", Kind: tips.BoxSummary, At: at, Data: blob(900)},
			{ID: id + "-contact", Kind: tips.BoxContact, At: at, Data: blob(400)},
		},
		Marks: []tips.KeyedMark{{Kind: "phone", Key: "k1", MAC: []byte(randomID())}, {Kind: "phone", Key: "k0", MAC: []byte(randomID())}},
		Pages: []tips.Page{{ID: randomID(), Kind: "sent", Data: blob(900), Looks: 2, Expires: at.Add(time.Hour)}},
		Event: tips.Event{At: at, Actor: "line", Act: "tip.received", Object: id, Note: "UP-AGRA " + urgency},
	}
}

// BenchmarkAccept compares durable tips of 64 senders at once, who share a
// commit, with one sender whose every tip is a transaction of its own.
func BenchmarkAccept(b *testing.B) {
	for _, senders := range []int{1, 64} {
		b.Run(fmt.Sprintf("%d senders", senders), func(b *testing.B) {
			db := open(b, options(b))
			b.ResetTimer()
			send(b, db, senders, b.N)
		})
	}
}

// send accepts n tips from so many senders.
func send(b testing.TB, db *sqlstore.DB, senders, n int) {
	var left atomic.Int64
	left.Store(int64(n))
	var all sync.WaitGroup
	urgencies := []string{tips.Immediate, tips.Urgent, tips.Standard, tips.Information}
	for range senders {
		all.Go(func() {
			for k := left.Add(-1); k >= 0; k = left.Add(-1) {
				at := time.Unix(1_700_000_000+900*(k%5000), 0)
				if err := db.Accept(context.Background(), newTip(urgencies[k%4], at)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

// BenchmarkQueue reads the first page of a long queue, and one far behind.
func BenchmarkQueue(b *testing.B) {
	db := open(b, options(b))
	have := 0
	for _, lines := range []int{1_000, 50_000} {
		send(b, db, 64, lines-have)
		have = lines
		for _, f := range []struct {
			name string
			tips.QueueFilter
		}{
			{"first page", tips.QueueFilter{Body: "UP-AGRA", Limit: 50}},
			{"first page of the cell with all", tips.QueueFilter{Body: "IN-NODAL", Limit: 50, All: true}},
			{"first page of questions", tips.QueueFilter{Body: "UP-AGRA", Limit: 50, Status: tips.Question}},
			{"first page of nobody's, not looked at", tips.QueueFilter{Body: "UP-AGRA", Limit: 25, QueueNarrow: tips.QueueNarrow{Free: true, Unlooked: true}}},
			{"first page with files", tips.QueueFilter{Body: "UP-AGRA", Limit: 25, QueueNarrow: tips.QueueNarrow{Files: true}}},
			{"a page in the middle", tips.QueueFilter{Body: "UP-AGRA", Limit: 25, Offset: lines / 2}},
			{"last page", tips.QueueFilter{Body: "UP-AGRA", Limit: 50, Offset: lines - 50}},
		} {
			b.Run(fmt.Sprintf("%d lines, %s", lines, f.name), func(b *testing.B) {
				for b.Loop() {
					if _, err := db.Queue(context.Background(), f.QueueFilter); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
