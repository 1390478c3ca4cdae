package places

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// lookups are what people type into a place field, one of each kind.
var lookups = []string{
	"Mathura", "मथुरा स्टेशन के पास", "281001", "Hamirpur", "mathra", "Muzzafarpur bihar", "সোনাগাছি", "பெங்களூரில்",
	"near Kasandi village", "kolkatta", "Lakhimpoor Khiri", "Sector 62 Noida", "xqzvw kjhgf", "متھرا", "गौतमबुध नगर", "Chintalapudi",
	"Gosainganj, Ayodhya UP", "behind the old temple", "वृंदावन रोड", "Tirunelvelli",
}

func BenchmarkFind(b *testing.B) {
	g, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		begin := time.Now()
		g.Find(lookups[i%len(lookups)])
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkLoad also says what a loaded table keeps in memory, beside the pages
// of the program itself that lookups touch.
func BenchmarkLoad(b *testing.B) {
	before := heap()
	var g *Gazetteer
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if g, err = Load(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(heap()-before)/1e6, "live-MB")
	runtime.KeepAlive(g)
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func BenchmarkMentions(b *testing.B) {
	g, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	const tip = "मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है, आज रात दिल्ली ले जाएँगे। " +
		"They were brought from Jharkhand by a man called Raju and are kept in a room near the bus stand. Please send somebody soon."
	for b.Loop() {
		g.Mentions(tip)
	}
}
