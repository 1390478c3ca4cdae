package tips_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"mukti/tips"
)

// BenchmarkOpenFind opens tips for searching, on one core: the figure is for
// one tip, and beside it bytes kept a tip.
func BenchmarkOpenFind(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	p, _, _, unit := newOpened(b)
	const n = 400
	for k := range n {
		s := mathura()
		s.Account += fmt.Sprint(" एजेंट रमेश का फोन 98390 1", k, " है। ") + strings.Repeat("वे लोग रोज़ शाम को गाड़ी से आते हैं और पैसे माँगते हैं। ", 8)
		p.submit(s)
	}
	b.ResetTimer()
	done := 0
	var bytes int64
	for b.Loop() {
		b.StopTimer()
		s, err := p.desk.Sit(p.ctx, unit)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := p.desk.OpenFind(p.ctx, s); err != nil {
			b.Fatal(err)
		}
		p.desk.Opened()
		st, err := p.desk.FindState(s)
		if err != nil || st.Texts != n {
			b.Fatal(st, err)
		}
		done, bytes = done+n, st.Bytes
		b.StopTimer()
		if err := p.desk.EndSessions(p.ctx, s.Officer.ID, ""); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(done), "ms/tip")
	b.ReportMetric(float64(bytes)/n, "B/tip")
}

// BenchmarkFind is a search with a page of 25 results, each opened anew.
func BenchmarkFind(b *testing.B) {
	p, _, _, unit := newOpened(b)
	for range 200 {
		p.submit(mathura())
	}
	s, err := p.desk.Sit(p.ctx, unit)
	if err != nil {
		b.Fatal(err)
	}
	if err := p.desk.OpenFind(p.ctx, s); err != nil {
		b.Fatal(err)
	}
	p.desk.Opened()
	b.Cleanup(p.desk.Stop)
	for b.Loop() {
		if v, err := p.desk.Find(p.ctx, s, tips.FindQuery{Words: "mathura"}); err != nil || len(v.Rows) != 25 {
			b.Fatal(v, err)
		}
	}
}
