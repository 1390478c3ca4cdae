package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mukti/tips"
)

// TestHoldingErasingHandingOver: who may stop the erasing of a tip, who may
// erase it, what then is left, and what the next shift is told.
func TestHoldingErasingHandingOver(t *testing.T) {
	s := newStaff(t)
	told, words := secretive()
	taken := s.send(t, told)
	path := "/tips/" + taken.Tip
	version := func() string {
		tip, err := s.desk.Config.Tip(context.Background(), taken.Tip)
		if err != nil {
			t.Fatal(err)
		}
		return v64(tip.Version)
	}
	after := func(p *person, at string, fill url.Values) page {
		fill.Set("csrf", token(p.get("/queue")))
		fill.Set(fieldAgain, pass)
		return p.post(path+at, fill)
	}

	// The sheet: an id and times, none of the words, whatever the tip says.
	sheet := s.unit.get("/handover").says(http.StatusOK, "Handover to the next shift", taken.Tip[:8], "1 tip")
	for what, w := range words {
		if strings.Contains(sheet.Body, w) {
			t.Errorf("%s is on the handover sheet", what)
		}
	}
	s.admin.get("/handover").says(http.StatusForbidden)

	// An officer sees how long; only those in charge hold and erase.
	s.unit.get(path+"/keeping").says(http.StatusOK, "It is not closed").hides("Put the hold", "Erase it")
	after(s.unit, "/hold", url.Values{"reason": {tips.HoldFIR}}).says(http.StatusForbidden)
	after(s.unit, "/erase", url.Values{"why": {tips.ErasedTipster}, "version": {version()}}).says(http.StatusForbidden)

	// The unit's hold works at once, and lasts when the bureau agrees.
	after(s.other, "/hold", url.Values{}).says(http.StatusUnprocessableEntity, "Choose a reason")
	s.other.follow(after(s.other, "/hold", url.Values{"reason": {tips.HoldFIR}})).says(http.StatusOK, "it lasts when another body agrees", "an FIR or a GD entry")
	after(s.other, "/hold", url.Values{"reason": {tips.HoldFIR}}).says(http.StatusForbidden)
	after(s.other, "/erase", url.Values{"why": {tips.ErasedCourt}, "version": {version()}}).says(http.StatusConflict, "A hold stops the erasing")
	s.bureau.follow(after(s.bureau, "/hold", url.Values{"reason": {tips.HoldFIR}})).says(http.StatusOK, "Put by", "UP-AHTB").hides("lasts when")
	// One body alone does not lift it.
	s.other.follow(after(s.other, "/hold/lift", url.Values{})).says(http.StatusOK, "asks to lift it")
	after(s.other, "/hold/lift", url.Values{}).says(http.StatusForbidden)
	if h, err := s.desk.HoldOf(t.Context(), taken.Tip); err != nil || !h.Stops(s.clock.Now().Add(10_000*time.Hour)) {
		t.Errorf("the hold is %+v, %v", h, err)
	}
	s.bureau.follow(after(s.bureau, "/hold/lift", url.Values{})).says(http.StatusOK).hides("Put by")

	// Erasing needs a second person; one alone only asks.
	s.other.follow(after(s.other, "/erase", url.Values{"why": {tips.ErasedTipster}, "version": {version()}})).says(http.StatusOK, "Asked.", "Erase this tip for good")
	s.unit.get(path).says(http.StatusOK, words["account"])
	s.unit.get("/second").hides("Erase this tip for good") // an officer may not agree to it
	// A hold that is put meanwhile stops what two would have agreed to.
	if err := s.desk.PutHoldOn(t.Context(), seatOf(t, s, s.bureau), taken.Tip, tips.HoldCourt); err != nil {
		t.Fatal(err)
	}
	agreeTo(t, s.bureau, "1").says(http.StatusConflict)
	s.unit.get(path).says(http.StatusOK, words["account"])
	s.bureau.follow(after(s.bureau, "/hold/lift", url.Values{})).says(http.StatusOK)
	s.other.follow(after(s.other, "/erase", url.Values{"why": {tips.ErasedTipster}, "version": {version()}})).says(http.StatusOK, "Asked.")
	s.bureau.follow(agreeTo(t, s.bureau, "1")).says(http.StatusOK, "Agreed")

	// Nothing is left to see, and the number is as one that never was.
	gone, never := s.unit.get(path).says(http.StatusNotFound), s.unit.get("/tips/"+strings.Repeat("0", 32)).says(http.StatusNotFound)
	if gone.words() != never.words() {
		t.Error("an erased tip can be told from none")
	}
	if _, err := s.line.OpenNumber(t.Context(), taken.Number); !errors.Is(err, tips.ErrNoBox) {
		t.Errorf("the number of an erased tip: %v", err)
	}
	stones, err := s.desk.Stones(t.Context(), 10, 0)
	if err != nil || len(stones) != 1 || stones[0].Why != tips.ErasedTipster || stones[0].Unit != "UP-AGRA" || stones[0].Month != "2026-11" {
		t.Errorf("what stays: %+v, %v", stones, err)
	}
	s.unit.get("/queue").hides(taken.Tip[:8])
	s.unit.get("/handover").says(http.StatusOK).hides(taken.Tip[:8])
}

// seatOf is the seat of a signed-in person.
func seatOf(t *testing.T, s staff, p *person) *tips.Seat {
	t.Helper()
	seat, err := s.desk.Seat(context.Background(), p.cookies[seatCookie])
	if err != nil {
		t.Fatal(err)
	}
	return seat
}
