package search

import (
	"context"
	"testing"
)

// What people type, and the text that they must find: romanized, mixed, in another script or another language.
func TestQuestionsInAnotherScript(t *testing.T) {
	x, err := New([]Passage{
		{Document: "bonded", Lang: "hi", Title: "बंधुआ मज़दूरी", Text: "बंधुआ मज़दूरी क़ानून के अनुसार जिला मजिस्ट्रेट मुक्ति प्रमाण पत्र देता है।"},
		{Document: "child", Lang: "hi", Title: "चाइल्ड लेबर", Text: "चाइल्ड लेबर की शिकायत 1098 नंबर पर करें। सड़क और गाड़ी पर काम करते बच्चे।"},
		{Document: "hostel", Lang: "en", Title: "Hostels", Text: "The inspector visits every hostel and placement agency in the district."},
		{Document: "kadathal", Lang: "ta", Title: "கடத்தல்", Text: "பெண்கள் கடத்தல் குற்றத்தை காவல்துறை விசாரிக்கும்."},
		{Document: "pachar", Lang: "bn", Title: "পাচার", Text: "শিশু পাচারের অভিযোগ থানায় জানান। ইটভাটার শ্রমিকদের উদ্ধার।"},
		{Document: "traffic", Lang: "te", Title: "అక్రమ రవాణా", Text: "హ్యూమన్ ట్రాఫికింగ్ కేసును పోలీసులు నమోదు చేశారు."},
		{Document: "mazdoor", Lang: "ur", Title: "مزدور", Text: "بھٹہ مزدوروں کی رہائی کے لیے ضلع انتظامیہ ذمہ دار ہے۔"},
		{Document: "majur", Lang: "gu", Title: "મજૂરી", Text: "કારખાનામાં છોકરીઓને બચાવી લેવામાં આવી."},
		{Document: "kudi", Lang: "pa", Title: "ਕੁੜੀਆਂ", Text: "ਕੁੜੀਆਂ ਨੂੰ ਨੌਕਰੀ ਦਾ ਝਾਂਸਾ ਦਿੱਤਾ ਗਿਆ।"},
		{Document: "makkalu", Lang: "kn", Title: "ಮಕ್ಕಳು", Text: "ಮಕ್ಕಳನ್ನು ಕಳ್ಳಸಾಗಣೆ ಮಾಡುವ ಏಜೆಂಟರು."},
		{Document: "penkutti", Lang: "ml", Title: "പെൺകുട്ടി", Text: "പെൺകുട്ടികളെ ജോലി വാഗ്ദാനം ചെയ്ത് കൊണ്ടുപോയി."},
		{Document: "pila", Lang: "or", Title: "ପିଲା", Text: "ଓଡ଼ିଶାର ପିଲାମାନଙ୍କୁ ଇଟାଭାଟିରେ ଖଟାଯାଏ।"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, c := range []struct{ words, lang, document, found string }{
		{"bandhua mazdoor kanoon", "en", "bonded", "hi"},
		{"bandhwa majduri kaanun", "hi", "bonded", "hi"},
		{"child labour ka number", "en", "child", "hi"},
		{"child labour", "ta", "child", "hi"},
		{"sadak par gadi", "hi", "child", "hi"},
		{"हॉस्टल इंस्पेक्टर", "hi", "hostel", "en"},
		{"ప్లేస్\u200cమెంట్ ఏజెన్సీ", "te", "hostel", "en"},
		{"kadaththal kaavalthurai", "en", "kadathal", "ta"},
		{"shishu pachar obhijog", "en", "pachar", "bn"},
		{"sromik uddhar", "bn", "pachar", "bn"},
		{"human trafficking case", "te", "traffic", "te"},
		{"भट्ठा रिहाई", "ur", "mazdoor", "ur"},
		{"bhatta rihai", "en", "mazdoor", "ur"},
		{"karkhana chhokri", "en", "majur", "gu"},
		{"kuriyan naukri", "en", "kudi", "pa"},
		{"makkalu kallasagane", "en", "makkalu", "kn"},
		{"penkuttikale joli", "en", "penkutti", "ml"},
		{"odisha pila", "en", "pila", "or"},
	} {
		r, err := x.Search(context.Background(), Query{Words: c.words, Lang: c.lang})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) == 0 {
			t.Errorf("%q finds nothing, want %s", c.words, c.document)
			continue
		}
		if first := r.Hits[0]; first.Title != titleOf(x, c.document) || first.Lang != c.found {
			t.Errorf("%q finds %s (%s) first, want %s (%s)", c.words, first.Title, first.Lang, c.document, c.found)
		}
	}
}

func titleOf(x *Index, document string) string {
	for _, p := range x.source.(collection).all {
		if p.Document == document {
			return p.Title
		}
	}
	return ""
}
