package tips_test

import (
	"testing"

	"mukti/tips"
	"mukti/tips/vault"
)

// BenchmarkSubmit is a tip from words to durable answer: triage, routing,
// sealing to a unit, a bureau and the cell, one commit. The numbers are made
// while it runs; b.Loop's share of them is part of the figure.
func BenchmarkSubmit(b *testing.B) {
	p := benchPortal(b)
	b.SetParallelism(32) // 64 senders on two cores
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s := mathura()
			if _, err := p.line.Submit(p.ctx, s); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkOpenNumber is a look-up of a number: its derivation, on purpose slow.
func BenchmarkOpenNumber(b *testing.B) {
	p := benchPortal(b)
	taken := p.submit(mathura())
	for b.Loop() {
		if _, err := p.line.Look(p.ctx, taken.Number); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkQueuePage is the first page of a unit's queue, its summaries opened.
func BenchmarkQueuePage(b *testing.B) {
	p, unit := benchOpened(b)
	for range 200 {
		p.submit(mathura())
	}
	for b.Loop() {
		if _, err := p.desk.Queue(p.ctx, unit, tips.QueueQuery{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkUnlock is a sign-in's passphrase.
func BenchmarkUnlock(b *testing.B) {
	l := vault.NewLocker(1)
	locked, err := l.Lock(b.Context(), pass, vault.Label{}, []byte("secret"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := l.Unlock(b.Context(), pass, vault.Label{}, locked); err != nil {
			b.Fatal(err)
		}
	}
}

func benchPortal(b *testing.B) *portal { p, _ := benchOpened(b); return p }

func benchOpened(b *testing.B) (*portal, *tips.Seat) {
	b.Helper()
	p, _, _, unit := newOpened(b)
	b.ResetTimer()
	return p, unit
}
