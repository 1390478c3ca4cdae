package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mukti/tips"
)

// delhi enrols an officer of Delhi's bureau: a part that needs one has one of
// its own, in a house of its own.
func (s staff) delhi() *person {
	t := s.admin.t
	t.Helper()
	p := s.enrol(t, s.invite(s.admin, "Delhi Nodal", tips.RoleNodal, "DL-AHTB"), "nodal.dl")
	s.signIn(p).says(http.StatusOK, "Waiting for confirmation")
	s.confirm(s.cell, "Delhi Nodal")
	return p
}

// TestBetweenTwoStates: what Agra's unit and Delhi's bureau have to do with each other.
func TestBetweenTwoStates(t *testing.T) {
	s := newStaff(t)
	there := s.delhi()
	inbound(t, s, there)
	asksAnother(t, s, there)
	idleTaker(t, s)
}

// inbound: Agra gives a tip to Delhi, Delhi sees who gave it and why and gives
// it back; given once more, it is taken there. Agra sees all of it.
func inbound(t *testing.T, s staff, there *person) {
	path := "/tips/" + s.send(t, told()).Tip
	s.unit.follow(s.unit.submit(s.unit.get(path), path+"/transfer", url.Values{"to": {"DL-AHTB"}, "why": {"She was taken to Delhi"}})).says(http.StatusOK, "No answer yet")
	s.unit.get("/requests").says(http.StatusOK, "Tip given: from you to", "No answer yet", "She was taken to Delhi")
	there.get("/queue").says(http.StatusOK, "Given by", "UP-AGRA", "due in")
	there.get("/requests").says(http.StatusOK, "Tip given: from", "to you", "She was taken to Delhi")
	p := there.get(path).says(http.StatusOK, "Given to you", "UP-AGRA", "She was taken to Delhi", "What is to become of it?")
	there.submit(p, path+"/return", nil).says(http.StatusUnprocessableEntity, "Nothing is written here yet")
	there.follow(there.submit(p, path+"/return", url.Values{"return": {"She is not in Delhi"}})).says(http.StatusOK, "Given back").hides("Given to you")
	s.unit.get("/queue").says(http.StatusOK, path[6:14])
	p = s.unit.get(path).says(http.StatusOK, "Given back", "She is not in Delhi", "What is to become of it?").hides("Given to you")

	s.unit.follow(s.unit.submit(p, path+"/transfer", url.Values{"to": {"dl-ahtb"}, "why": {"Seen again in Delhi"}}))
	p = there.get(path).says(http.StatusOK, "Given to you", "Seen again in Delhi")
	there.follow(there.submit(p, path+"/take", nil)).says(http.StatusOK, "You have taken this tip").hides("Given to you")
	s.unit.get(path).says(http.StatusOK, "(DL-AHTB) Taken").hides(path + "/take")
	s.unit.get("/requests?all=1").says(http.StatusOK, "(DL-AHTB) ", "Taken", "Given back")
}

func asksAnother(t *testing.T, s staff, there *person) {
	tip := told()
	tip.Account = "मथुरा में एक औरत को कमरे में बंद करके रखा है" // no word of Delhi
	path := "/tips/" + s.send(t, tip).Tip
	there.get(path).says(http.StatusNotFound)
	p := s.unit.follow(s.unit.submit(s.unit.get(path), path+"/take", nil))
	s.unit.submit(p, path+"/request", nil).says(http.StatusUnprocessableEntity, "Choose what is asked for", "Name the body or the place", "Nothing is written here yet")
	s.unit.submit(p, path+"/request", url.Values{"kind": {"rescue"}, "asked": {"Jaipur"}, "request": {"kept words"}}).says(http.StatusUnprocessableEntity, "Choose the body", "kept words")
	s.unit.follow(s.unit.submit(p, path+"/request", url.Values{"kind": {"rescue"}, "asked": {"DL-AHTB"}, "request": {"Bring her from the hotel at Paharganj"}})).
		says(http.StatusOK, "The request is sent", "Rescue: from you to", "No answer yet", "Acknowledge")
	there.get("/requests").says(http.StatusOK, "Rescue: from", "to you", "Paharganj").leads(path[6:])
	// Nobody acknowledges: it moves up, and both sides see where it lies.
	for range 3 {
		s.pass(10 * time.Minute)
		there.get("/queue").says(http.StatusOK)
	}
	there.get(path).says(http.StatusOK, "कमरे में बंद", "Paharganj").hides(path+"/take", path+"/close")
	if _, err := s.line.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.unit.get(path).says(http.StatusOK, "it lies with", "IN-NODAL", "Request not acknowledged in time: moved up")
	p = there.get(path)
	there.follow(there.submit(p, path+"/answer", url.Values{"answer": {"acknowledged"}})).says(http.StatusOK, "The answer is sent", "Acknowledged")
	p = there.get(path)
	there.submit(p, path+"/answer", url.Values{"answer": {"refused"}}).says(http.StatusUnprocessableEntity, "Nothing is written here yet")
	there.follow(there.submit(p, path+"/answer", url.Values{"answer": {"done"}, "reply": {"She is safe with us"}})).says(http.StatusOK, "She is safe with us")
	p = s.unit.get(path).says(http.StatusOK, "Done", "She is safe with us")
	s.unit.follow(s.unit.submit(p, path+"/end", nil)).says(http.StatusOK, "The request has ended")
	// What is ended is nobody's to answer.
	id := attr(p.find(func(n *html.Node) bool { return attr(n, "name") == "id" }), "value")
	fresh := there.get(path)
	version := attr(s.unit.get(path).find(func(n *html.Node) bool { return attr(n, "name") == "version" }), "value")
	there.post(path+"/answer", url.Values{"csrf": {token(fresh)}, "version": {version}, "id": {id}, "answer": {"done"}, "reply": {"again"}}).says(http.StatusConflict)
	there.post(path+"/answer", url.Values{"csrf": {token(fresh)}, "version": {version}, "id": {"x"}, "answer": {"done"}, "reply": {"again"}}).says(http.StatusNotFound)
}

func triageEnds(t *testing.T, s staff) {
	send := func() string { return "/tips/" + s.send(t, told()).Tip }
	later, other, none := send(), send(), send()
	p := s.unit.get(later).says(http.StatusOK, "What is to become of it?", "Take this tip", "It is the same as another tip", "It is not for us", "Later")
	s.unit.submit(p, later+"/later", url.Values{"until": {"soon"}, "later": {"kept reason"}}).says(http.StatusUnprocessableEntity, "Give a day and a time", "kept reason")
	s.unit.submit(p, later+"/later", url.Values{"until": {formIST(s.clock.Now().Add(3 * time.Hour))}, "later": {"x"}}).says(http.StatusUnprocessableEntity, "later than this tip may wait")
	s.unit.submit(p, later+"/later", url.Values{"until": {formIST(s.clock.Now().Add(-time.Hour))}, "later": {"x"}}).says(http.StatusUnprocessableEntity, "This time is past")
	for n := range tips.MaxLater {
		p = s.unit.get(later).says(http.StatusOK, "What is to become of it?")
		s.unit.follow(s.unit.submit(p, later+"/later", url.Values{"later": {"The patrol comes back at six"}})).says(http.StatusOK, "Put off", "The patrol comes back", "It was put off "+string(rune('1'+n)))
	}
	s.unit.get(later).says(http.StatusOK, "What is to become of it?").hides(later + "/later")

	// The same as another, by the beginning of its number.
	p = s.unit.get(other)
	s.unit.submit(p, other+"/join", url.Values{"other": {"zz"}}).says(http.StatusUnprocessableEntity, "at least 8 characters")
	s.unit.submit(p, other+"/join", url.Values{"other": {strings.Repeat("0", 32)}}).says(http.StatusUnprocessableEntity, "no such tip")
	s.unit.follow(s.unit.submit(p, other+"/join", url.Values{"other": {later[6:14]}})).says(http.StatusOK, "now goes with the other", "same report as another tip")
	s.unit.follow(s.unit.submit(s.unit.get(other), other+"/separate", nil)).says(http.StatusOK, "stands for itself again")

	p = s.unit.get(none)
	s.unit.follow(s.unit.submit(p, none+"/decline", url.Values{"decline": {"A quarrel about rent"}})).says(http.StatusOK, "Closed: No action possible", "A quarrel about rent")
	p = s.bureau.get(none).says(http.StatusOK, "Open this tip again")
	s.bureau.follow(s.bureau.submit(p, none+"/reopen", url.Values{"reopen": {"It is no quarrel"}})).says(http.StatusOK, "is open again", "It is no quarrel")

	// Two press at once: the second learns who was first.
	p = s.bureau.get(none)
	slow := s.unit.get(none)
	s.bureau.follow(s.bureau.submit(p, none+"/take", nil)).says(http.StatusOK, "You have taken this tip")
	s.unit.submit(slow, none+"/take", nil).says(http.StatusConflict, "Somebody was quicker", "Meera Nodal took this tip")
	// Who has it puts it back.
	p = s.bureau.get(none)
	s.bureau.follow(s.bureau.submit(p, none+"/put-back", url.Values{"put-back": {"On leave"}})).says(http.StatusOK, "back in the queue", "On leave", "Nobody has taken it")
}

// A colleague takes over what lies; not before its time.
func idleTaker(t *testing.T, s staff) {
	path := "/tips/" + s.send(t, told()).Tip
	p := s.other.get(path)
	s.other.follow(s.other.submit(p, path+"/take", nil)).says(http.StatusOK, "You have taken this tip")
	s.unit.get(path).says(http.StatusOK, "Taken by Imran").hides(path+"/take", "has done nothing")
	s.pass(4*time.Hour + 20*time.Minute)
	p = s.unit.get(path).says(http.StatusOK, "Imran In Charge has done nothing with this tip since", "Take this tip over")
	s.unit.follow(s.unit.submit(p, path+"/take", nil)).says(http.StatusOK, "You have taken it")
}

func falseReport(t *testing.T, s staff) {
	path := "/tips/" + s.send(t, told()).Tip
	p := s.unit.follow(s.unit.submit(s.unit.get(path), path+"/take", nil))
	s.unit.follow(s.unit.submit(p, path+"/close", url.Values{"reason": {"false"}, "note": {"Nobody lives there"}})).
		says(http.StatusOK, "A second person has to agree", "Asked to be closed: False report").hides("Closed: False")
	s.unit.get("/second").says(http.StatusOK, "Close as a false report")
	list := s.other.get("/second").says(http.StatusOK, "Close as a false report", path[6:14])
	form := list.find(func(n *html.Node) bool { return n.Data == "form" && strings.HasPrefix(attr(n, "action"), "/second/") })
	s.other.follow(s.other.submit(list, attr(form, "action"), url.Values{"yes": {"1"}})).says(http.StatusOK)
	s.unit.get(path).says(http.StatusOK, "Closed: False report")
}

func linksByHand(t *testing.T, s staff) {
	tip := told()
	tip.Account = "एक ही गाड़ी दो बार देखी गई, उसमें लड़कियाँ थीं"
	one := "/tips/" + s.send(t, tip).Tip
	tip.Account = "बाज़ार के पीछे का होटल, रात में औरतें लाई जाती हैं"
	other := "/tips/" + s.send(t, tip).Tip
	tip.Account, tip.Avoid = "पुलिस वाले मिले हुए हैं", []string{"local"}
	hidden := "/tips/" + s.send(t, tip).Tip
	p := s.unit.get(one).says(http.StatusOK, "Links made by officers")
	s.unit.submit(p, one+"/tie", url.Values{"other": {hidden[6:]}, "tie": {"x"}}).says(http.StatusUnprocessableEntity, "no such tip")
	s.unit.follow(s.unit.submit(p, one+"/tie", url.Values{"other": {other[6:14]}, "tie": {"The same white van"}})).says(http.StatusOK, "The two tips are linked", "The same white van").leads(other[6:])
	s.bureau.get(other).says(http.StatusOK, "The same white van", "Kavita Officer").leads(one[6:])
	s.bureau.follow(s.bureau.submit(s.bureau.get(one), one+"/tie", url.Values{"other": {hidden[6:]}, "tie": {"A hidden reason"}})).says(http.StatusOK, "A hidden reason")
	s.unit.get(one).says(http.StatusOK, "The same white van").hides(hidden[6:], "A hidden reason")
	p = s.unit.get(other)
	s.unit.follow(s.unit.submit(p, other+"/untie", nil)).says(http.StatusOK, "The link is taken back").hides("The same white van")
	s.unit.get(one).hides("The same white van")
}

func readyLetters(t *testing.T, s staff) {
	path := "/tips/" + s.send(t, told()).Tip
	s.unit.follow(s.unit.submit(s.unit.get(path), path+"/take", nil)).says(http.StatusOK, "Begin with a ready letter")
	p := s.unit.get(path+"?letter=place").says(http.StatusOK, "In your language it says:", "Thank you. To find the place")
	area := p.find(func(n *html.Node) bool { return attr(n, "id") == "text" })
	if got := text(area); !strings.Contains(got, "जगह ढूँढने के लिए") {
		t.Errorf("the letter begins with %q", got)
	}
	if _, asks := hasAttr(p.find(func(n *html.Node) bool { return attr(n, "id") == "question" }), "checked"); !asks {
		t.Error("a question is not marked as one")
	}
	s.unit.get(path + "?letter=nothing").says(http.StatusOK).hides("In your language it says")
	s.unit.follow(s.unit.submit(p, path+"/ask", url.Values{"question": {"1"}})).says(http.StatusOK, "The letter is sent", "जगह ढूँढने के लिए")

	tip := told()
	tip.Language, tip.Account = "ta", "ஒரு பெண் அறையில் பூட்டி வைக்கப்பட்டுள்ளார்"
	path = "/tips/" + s.send(t, tip).Tip
	s.unit.follow(s.unit.submit(s.unit.get(path), path+"/take", nil))
	s.unit.get(path+"?letter=help").says(http.StatusOK, "no ready letter in the tipster's language")
}
