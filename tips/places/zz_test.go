package places

import (
	"bufio"
	"fmt"
	"os"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	st := time.Now()
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("load", time.Since(st), len(g.text), len(g.written), g.longest)
	st = time.Now()
	g.keys()
	fmt.Println("keys", time.Since(st))
	st = time.Now()
	g.posts()
	fmt.Println("posts", time.Since(st))
	f, err := os.Open(os.Getenv("ZZ"))
	if err != nil {
		return
	}
	s := bufio.NewScanner(f)
	for s.Scan() {
		x := s.Text()
		if x == "" {
			continue
		}
		if x[0] == '>' {
			fmt.Println(x)
			for _, m := range g.Mentions(x[1:]) {
				fmt.Printf("      [%s] %s/%d %s %s role=%s %.2f amb=%d %s\n", x[1:][m.Start:m.End], m.State, m.District, m.Name, m.Why, m.Role, m.Score, len(m.Ambiguous), m.Country)
			}
			continue
		}
		st := time.Now()
		r := g.Resolve(Query{Text: x})
		el := time.Since(st)
		fmt.Printf("%-40s -> %s %d %s %s %.2f among=%d (%v)\n", x, r.State, r.District, r.Name, r.Why, r.Score, len(r.Among), el.Round(time.Microsecond))
		if len(r.Among) > 0 {
			for i, c := range r.Among {
				if i < 4 {
					fmt.Printf("      %s %d %s %s %.3f\n", c.State, c.District, c.Name, c.Why, c.Score)
				}
			}
		}
	}
}
