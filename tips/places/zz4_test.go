package places

import (
	"fmt"
	"math/rand"
	"mukti/i18n/fold"
	"os"
	"slices"
	"strings"
	"testing"
)

func ok(r []Candidate, lgd int) (bool, bool) {
	if len(r) == 0 {
		return false, false
	}
	eq := equals(r)
	if r[0].District == lgd && len(eq) == 1 {
		return true, true
	}
	return slices.ContainsFunc(eq, func(c Candidate) bool { return c.District == lgd }), false
}
func TestZSelf(t *testing.T) {
	g, _ := Load()
	bad := 0
	amb := 0
	for _, d := range g.Districts("") {
		for _, n := range []string{d.Name, d.NameHi, d.NameLocal} {
			if n == "" {
				continue
			}
			r := g.Find(n)
			in, only := ok(r, d.LGD)
			if !in {
				bad++
				fmt.Printf("BAD %s (%d %s): %+v\n", n, d.LGD, d.State, r[:min(3, len(r))])
			} else if !only {
				amb++
				e := equals(r)
				s := ""
				for _, c := range e {
					s += fmt.Sprint(" ", c.State, ":", c.Name)
				}
				fmt.Println("AMB", n, s)
			}
		}
	}
	fmt.Println("bad", bad, "amb", amb)
	// keys: local names by another script's sound; misspellings
	rnd := rand.New(rand.NewSource(1))
	for _, mode := range []string{"vowel-drop", "vowel-change", "double", "swap", "consonant-drop", "sub", "two"} {
		n, good, partial := 0, 0, 0
		var miss []string
		for _, d := range g.Districts("") {
			name := strings.ToLower(d.Name)
			if len(name) < 5 || strings.ContainsAny(name, "(. -") {
				continue
			}
			m := mut(rnd, name, mode)
			if m == "" || m == name {
				continue
			}
			n++
			r := g.Find(m)
			in, only := ok(r, d.LGD)
			if only {
				good++
			} else if in {
				partial++
			} else {
				x := ""
				if len(r) > 0 {
					x = r[0].Name + "/" + r[0].Why
				}
				miss = append(miss, d.Name+">"+m+">"+x)
			}
		}
		fmt.Printf("%s: n=%d top=%.3f in-equals=%.3f\n  %v\n", mode, n, float64(good)/float64(n), float64(good+partial)/float64(n), miss[:min(45, len(miss))])
	}
	_ = fold.Key
	_ = os.Args
}
func mut(r *rand.Rand, s, mode string) string {
	b := []byte(s)
	vow := "aeiou"
	var vi, ci []int
	for i := 1; i < len(b); i++ {
		if strings.IndexByte(vow, b[i]) >= 0 {
			vi = append(vi, i)
		} else {
			ci = append(ci, i)
		}
	}
	switch mode {
	case "vowel-drop":
		if len(vi) == 0 {
			return ""
		}
		i := vi[r.Intn(len(vi))]
		return string(b[:i]) + string(b[i+1:])
	case "vowel-change":
		if len(vi) == 0 {
			return ""
		}
		b[vi[r.Intn(len(vi))]] = vow[r.Intn(5)]
		return string(b)
	case "double":
		i := r.Intn(len(b))
		return string(b[:i+1]) + string(b[i:])
	case "swap":
		i := 1 + r.Intn(len(b)-2)
		b[i], b[i+1] = b[i+1], b[i]
		return string(b)
	case "consonant-drop":
		if len(ci) == 0 {
			return ""
		}
		i := ci[r.Intn(len(ci))]
		return string(b[:i]) + string(b[i+1:])
	case "sub":
		b[1+r.Intn(len(b)-1)] = byte('a' + r.Intn(26))
		return string(b)
	case "two":
		return mut(r, mut(r, s, "vowel-change"), "sub")
	}
	return ""
}
