package places

import (
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
	g.Warm()
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

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMentions(b *testing.B) {
	g, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	g.Warm()
	const tip = "मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है, आज रात दिल्ली ले जाएँगे। " +
		"They were brought from Jharkhand by a man called Raju and are kept in a room near the bus stand. Please send somebody soon."
	for b.Loop() {
		g.Mentions(tip)
	}
}
