package places

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
)

func TestZC(t *testing.T) {
	g, _ := Load()
	for _, p := range strings.Split(os.Getenv("C"), ",") {
		f, _ := os.Open(p)
		s := bufio.NewScanner(f)
		s.Buffer(nil, 1<<22)
		n := map[string]int{}
		ex := map[string]string{}
		lines := 0
		for s.Scan() {
			var d struct{ Text string }
			json.Unmarshal(s.Bytes(), &d)
			lines++
			for _, m := range g.Mentions(d.Text) {
				k := fmt.Sprintf("%s→%s %s %s%s", d.Text[m.Start:m.End], m.Name, m.State, m.Why, m.Country)
				n[k]++
				a := max(0, m.Start-60)
				b := min(len(d.Text), m.End+60)
				ex[k] = strings.ToValidUTF8(d.Text[a:b], "")
			}
		}
		var ks []string
		for k := range n {
			ks = append(ks, k)
		}
		sort.Slice(ks, func(i, j int) bool {
			if n[ks[i]] != n[ks[j]] {
				return n[ks[i]] > n[ks[j]]
			}
			return ks[i] < ks[j]
		})
		fmt.Println("#####", p, lines, len(ks))
		for i, k := range ks {
			if i < 400 {
				fmt.Println(n[k], k, "|", strings.ReplaceAll(ex[k], "\n", " "))
			}
		}
	}
}
