package desk

import (
	"net/http"
	"testing"
	"time"
)

// TestTheQueueBeginsWithWhatIsMineOverdueAndUnseen: the numbers are links to
// just that, and a tip that one has taken says so, and by when word is due.
func TestTheQueueBeginsWithWhatIsMineOverdueAndUnseen(t *testing.T) {
	s := newStaff(t)
	first, second := s.send(t, told()).Tip, s.send(t, told2()).Tip
	s.unit.get("/queue").says(http.StatusOK, "Mine 0", "Overdue 0", "Not looked at 2")
	s.unit.follow(s.unit.submit(s.unit.get("/tips/"+first), "/tips/"+first+"/take", nil))
	s.unit.get("/queue").says(http.StatusOK, "Mine 1", "Not looked at 1", "Yours", "Word to the tipster: in")
	s.clock.move(5 * time.Minute)
	s.unit.get("/tips/" + second).says(http.StatusOK)
	s.unit.get("/queue").says(http.StatusOK, "Not looked at 0")
	s.other.get("/queue").says(http.StatusOK, "Mine 0").hides("Yours")
	// A number of which too little is typed is not looked for in silence.
	s.bureau.get("/audit?object="+first[:5]).says(http.StatusOK, "at least 8 characters")
	s.bureau.get("/audit?object="+first[:8]).says(http.StatusOK, "Taken").hides("at least 8 characters")
}
