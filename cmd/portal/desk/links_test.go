package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mukti/tips"
)

// named is a tip of Mathura that names a telephone, in words of its own.
func named(words, phone string) tips.Submission {
	s := told()
	s.Account = words
	s.Who = "फ़ोन " + phone
	return s
}

func commonTips(t *testing.T, s staff) {
	first := s.send(t, named("ठेकेदार रमेश तीन लड़कियों को होटल के कमरे में बंद रखता है और बाहर से ताला लगाता है", "98390 11223"))
	second := s.send(t, named("एक एजेंट गाँव की औरतों को नौकरी का लालच देकर दूर ले जाता है और पैसे रख लेता है", "+91-9839011223"))
	s.unit.get("/links").says(http.StatusOK, "No tip that was looked at").hides(first.Tip, second.Tip)
	s.unit.get("/tips/"+first.Tip).says(http.StatusOK, "Other tips that name the same", "Phone: ").leads(second.Tip)
	s.unit.get("/links").says(http.StatusOK, "Phone: 2 tips").leads(first.Tip, second.Tip)
	s.bureau.get("/links").says(http.StatusOK, "Phone: 2 tips")

	avoided := named("पुलिस वाले खुद मिले हुए हैं, होटल से महीना लेते हैं और लड़कियों को वापस छोड़ आते हैं", "9839011223")
	avoided.Avoid = []string{"local"}
	hidden := s.send(t, avoided)
	s.unit.get("/links").says(http.StatusOK, "Phone: 2 tips").hides(hidden.Tip)
	s.unit.get("/tips/"+first.Tip).says(http.StatusOK).hides(hidden.Tip, "UP-AHTB), received")
	s.bureau.get("/links").says(http.StatusOK, "Phone: 3 tips").leads(hidden.Tip)
	s.unit.get("/queue").hides(hidden.Tip)
}

func nearCopies(t *testing.T, s staff) {
	words := "कारखाने में नेपाल से लाए गए सात बच्चे रात दिन चूड़ी बनाते हैं मालिक उनको पीटता है खाना नहीं देता"
	var ids []string
	for n := range 4 {
		s.pass(15 * time.Minute)
		tip := told()
		tip.Account = words + strings.Repeat(" कृपया", n)
		ids = append(ids, s.send(t, tip).Tip)
	}
	s.unit.get("/queue?urgency=immediate").says(http.StatusOK, "with 3 near copies").leads(ids[0]).hides(ids[1], ids[2])
	p := s.unit.get("/tips/"+ids[0]).says(http.StatusOK, "Nearly the same words", "3 other tips").leads(ids[3]).hides("All of these are the same report")
	p = s.unit.follow(s.unit.submit(p, "/tips/"+ids[0]+"/take", nil)).says(http.StatusOK, "All of these are the same report")
	s.unit.follow(s.unit.submit(p, "/tips/"+ids[0]+"/same", nil)).says(http.StatusOK, "They now go with this tip", "said to be the same report")
	s.unit.get("/queue?urgency=immediate").says(http.StatusOK, "with 3 near copies").hides(ids[1], ids[2], ids[3])

	one := s.unit.get("/tips/"+ids[2]).says(http.StatusOK, "An officer said that this is the same report")
	s.unit.follow(s.unit.submit(one, "/tips/"+ids[2]+"/separate", nil)).says(http.StatusOK, "stands for itself again").hides("An officer said that this is the same report")
	s.unit.get("/queue?urgency=immediate").says(http.StatusOK, "to be taken in").leads(ids[2])
	s.unit.get("/queue?urgency=immediate&page=2").says(http.StatusOK, "with 2 near copies") // taken, and so below

	p = s.unit.get("/tips/" + ids[0])
	s.unit.follow(s.unit.submit(p, "/tips/"+ids[0]+"/close", map[string][]string{"reason": {"no-action"}, "note": {"देखा गया"}})).says(http.StatusOK, "The tip is closed")
	s.unit.get("/tips/"+ids[1]).says(http.StatusOK, "Closed")
	s.unit.get("/tips/" + ids[2]).says(http.StatusOK).hides("Closed:")
}

func lawsClock(t *testing.T, s staff) {
	tip := told()
	tip.Account = "15 साल की लड़की से जबरन देह व्यापार कराया जा रहा है"
	s.unit.get("/tips/"+s.send(t, tip).Tip).says(http.StatusOK, "Child Welfare Committee and the Special Court within 24 hours", "POCSO Act 2012, section 19(6)", "due in 2")
	tip.Account = "ईंट भट्ठे पर मज़दूरी नहीं मिलती और मालिक गाली देता है, कोई बच्चा नहीं है यहाँ"
	tip.Children, tip.Signs = "no", nil
	s.unit.get("/tips/" + s.send(t, tip).Tip).says(http.StatusOK).hides("Special Court")
}

// leads fails the test unless the page leads to each of the tips.
func (p page) leads(tips ...string) page {
	p.t.Helper()
	for _, id := range tips {
		if p.find(func(n *html.Node) bool { return attr(n, "href") == "/tips/"+id }) == nil {
			p.t.Errorf("%s does not lead to tip %s", p.Path, id)
		}
	}
	return p
}
