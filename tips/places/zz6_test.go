package places

import (
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(1, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
func TestZCPU(t *testing.T) {
	runtime.LockOSThread()
	st := cpu()
	g, _ := Load()
	fmt.Println("load", cpu()-st)
	st = cpu()
	g.keys()
	fmt.Println("keys", cpu()-st)
	st = cpu()
	g.posts()
	fmt.Println("posts", cpu()-st)
	st = cpu()
	g.posts().heard()
	fmt.Println("heard", cpu()-st)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	fmt.Println("heap", m.HeapAlloc>>20)
	type r struct {
		d time.Duration
		s string
	}
	var all []r
	for _, x := range lookups {
		st := cpu()
		const n = 40
		for range n {
			g.Find(x)
		}
		all = append(all, r{(cpu() - st) / n, x})
	}
	slices.SortFunc(all, func(a, b r) int { return int(b.d - a.d) })
	for _, x := range all {
		fmt.Println(x.d, x.s)
	}
	const tip = "मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है, आज रात दिल्ली ले जाएँगे। They were brought from Jharkhand by a man called Raju and are kept in a room near the bus stand. Please send somebody soon."
	st = cpu()
	for range 200 {
		g.Mentions(tip)
	}
	fmt.Println("mentions", (cpu()-st)/200)
}
