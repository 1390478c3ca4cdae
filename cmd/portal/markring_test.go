package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mukti/tips"
)

func TestTheKeyOfMarksTurnsOnceAYear(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks")
	day := func(n int) time.Time { return time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, n) }
	r, err := openMarkRing(path, true, day(0))
	if err != nil {
		t.Fatal(err)
	}
	first := r.now().Current
	for _, c := range []struct {
		day            int
		turned         bool
		current, prior bool // is the first key still there, as which
	}{
		{0, false, true, false},
		{364, false, true, false},
		{365, true, false, true},
		{366, false, false, true},
		{365 + 364, false, false, true},
		{365 + 366, true, false, false},
	} {
		turned, err := r.turn(day(c.day))
		if err != nil || turned != c.turned {
			t.Errorf("day %d: turned %v, %v", c.day, turned, err)
		}
		again, err := openMarkRing(path, false, day(c.day)) // as after a restart
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []tips.MarkKeys{r.now(), again.now()} {
			if (k.Current == first) != c.current || (k.Previous == first) != c.prior {
				t.Errorf("day %d: the first key is current %v, previous %v", c.day, k.Current == first, k.Previous == first)
			}
		}
	}
	// A portal that stood still for three years does not keep a key for six.
	if _, err := r.turn(day(5 * 365)); err != nil {
		t.Fatal(err)
	}
	if k := r.now(); k.Previous.Name != "" {
		t.Errorf("an old key is kept: %+v", k.Previous.Name)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestADamagedKeyOfMarksIsSaid(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "short": "abcd 2026-01-01\n", "no day": strings.Repeat("ab", 32) + " soon\n",
		"three": strings.Repeat(strings.Repeat("ab", 32)+" 2026-01-01\n", 3),
	} {
		path := filepath.Join(t.TempDir(), "marks")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := openMarkRing(path, false, time.Now()); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	path := filepath.Join(t.TempDir(), "marks")
	if _, err := openMarkRing(path, false, time.Now()); err == nil || !strings.Contains(err.Error(), "missing beside a database") {
		t.Errorf("missing: %v", err)
	}
	if err := os.WriteFile(path, []byte(strings.Repeat("ab", 32)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openMarkRing(path, false, time.Now()); err != nil {
		t.Errorf("a key without a day, as the first version wrote it: %v", err)
	}
}
