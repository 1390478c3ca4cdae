package desk

import (
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
)

func TestAMarkInThreeDistrictsStandsFirst(t *testing.T) {
	units, err := ahtu.Load()
	if err != nil {
		t.Fatal(err)
	}
	v := &visit{site: &Site{Units: units}}
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	board := func(kind string, bodies ...string) tips.Board {
		b := tips.Board{Kind: kind}
		for i, code := range bodies {
			b.Tips = append(b.Tips, tips.Link{Unit: code, Received: day(1 + i)})
		}
		return b
	}
	boards := []tips.Board{
		board("phone", "UP-AGRA", "UP-AGRA", "UP-AGRA", "UP-AGRA"),
		board("vehicle", "UP-AGRA", "DL-NEW-DELHI"),
		board("phone", "UP-AGRA", "UP-LUCKNOW", "UP-ALIGARH"),
	}
	got, reaches := v.arranged(boards, "")
	if len(got) != 3 || reaches[0].bodies != 3 || reaches[0].states != 1 || reaches[1].states != 2 || reaches[2].bodies != 1 {
		t.Errorf("arranged as %+v", reaches)
	}
	if r := reaches[2]; !r.first.Equal(day(1)) || !r.last.Equal(day(4)) {
		t.Errorf("from %v to %v", r.first, r.last)
	}
	if got, _ := v.arranged(boards, "vehicle"); len(got) != 1 || got[0].Kind != "vehicle" {
		t.Errorf("one kind alone: %+v", got)
	}
	if got, _ := v.arranged(boards, "none"); len(got) != 0 {
		t.Error("a kind that no mark is of")
	}
}
