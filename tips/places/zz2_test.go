package places

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestZF(t *testing.T) {
	g, _ := Load()
	for _, x := range strings.Split(os.Getenv("Q"), "|") {
		fmt.Println("##", x)
		for _, s := range g.fieldSpans(x, tokens(x), "") {
			fmt.Println(s.from, s.to, s.role, len(s.meanings))
			for i, m := range s.meanings {
				if i < 8 {
					fmt.Printf("   %+v\n", m)
				}
			}
		}
		for i, c := range g.Find(x) {
			if i < 8 {
				fmt.Printf("%+v\n", c)
			}
		}
	}
}
