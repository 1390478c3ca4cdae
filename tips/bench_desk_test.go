package tips_test

import (
	"runtime"
	"testing"

	"mukti/tips"
)

// BenchmarkOpenTip is a tip's page without the drawing: keys and boxes opened,
// with letters, notes and marks, the look written into the audit.
func BenchmarkOpenTip(b *testing.B) {
	p, unit := benchOpened(b)
	taken := p.submit(mathura())
	for range 5 {
		if err := p.line.WriteBy(p.ctx, taken.Number, "वे आज रात उन्हें ले जा रहे हैं, गाड़ी UP80 AB 1234।"); err != nil {
			b.Fatal(err)
		}
	}
	q, err := p.desk.Queue(p.ctx, unit, tips.QueueQuery{})
	if err != nil || len(q.Rows) != 1 {
		b.Fatal(q, err)
	}
	for range 5 {
		if err := p.desk.AddRemark(p.ctx, unit, q.Rows[0].Tip.ID, "Called the station house officer; a car stands by."); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if v, err := p.desk.Open(p.ctx, unit, q.Rows[0].Tip.ID); err != nil || len(v.Letters) != 5 || len(v.Remarks) != 5 {
			b.Fatal(len(v.Letters), len(v.Remarks), err)
		}
	}
}

// BenchmarkSession is what one more officer who is signed in takes in memory;
// what was opened for searching is apart (BenchmarkOpenFind).
func BenchmarkSession(b *testing.B) {
	p, _, bureau, _ := newOpened(b)
	unit := p.officer(tips.RoleOfficer, "UP-LUCKNOW", bureau)
	secret := p.secrets[unit.Officer.Login]
	heap := func() float64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	b.StopTimer()
	n, before := 0, heap()
	b.StartTimer()
	for b.Loop() {
		p.signIn(unit.Officer.Login, secret)
		n++
	}
	b.StopTimer()
	b.ReportMetric((heap()-before)/float64(n), "B/session")
}
