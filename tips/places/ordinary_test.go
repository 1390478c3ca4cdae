package places

import (
	"slices"
	"testing"
)

// Everyday words sound like thousands of villages and are the names of some
// districts. None of these says where.
func TestOrdinaryWordsAreNoPlaces(t *testing.T) {
	tests := []struct{ name, text string }{
		{"English: behind a shop", "behind the tea shop near the big tree"},
		{"English: does not say", "I will not tell you the place"},
		{"English: directions", "they walked east and then south"},
		{"Hindi: a face", "उसकी सूरत याद है मुझे"},
		{"Hindi: went", "वह कल बाजार गया था"},
		{"Hindi: a slum", "हमारी बस्ती में कोई नहीं जाता"},
		{"Hindi: a market", "सब्ज़ी मंडी के पास"},
		{"Hindi: twice the money", "दो गुना पैसा माँगता है"},
		{"romanized: went", "mera bhai abhi tak ghar nahi gaya"},
		{"romanized: a face", "uski surat bahut achhi hai"},
		{"romanized: if", "agar kisi ne bataya to maar denge"},
		{"romanized: a market", "sabji mandi mein baithta hai"},
		{"romanized: joy", "bade anand se khana khaya"},
		{"Bengali: beside a house", "আমাদের বাড়ির পাশে একটা দোকানে"},
		{"Marathi: behind the school", "शाळेच्या मागे एका घरात"},
		{"Tamil: in our street", "எங்கள் தெருவில் ஒரு வீட்டில்"},
		{"Telugu: near the school", "మా ఊరి గుడి దగ్గర"},
		{"Kannada: behind the temple", "ದೇವಸ್ಥಾನದ ಹಿಂದೆ ಒಂದು ಮನೆ"},
		{"Malayalam: near the church", "പള്ളിയുടെ അടുത്തുള്ള വീട്"},
		{"Gujarati: in a room", "એક ઓરડીમાં પૂરી રાખી છે"},
		{"Punjabi: in the house", "ਸਾਡੇ ਘਰ ਦੇ ਪਿੱਛੇ"},
		{"Odia: near the house", "ଆମ ଘର ପାଖରେ"},
		{"Urdu: a face", "اس کی صورت یاد نہیں"},
	}
	g := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if found := g.Find(tt.text); len(found) > 0 {
				t.Errorf("%q: Find gives %+v", tt.text, found[0])
			}
			if m := g.Mentions(tt.text); len(m) > 0 {
				t.Errorf("%q: Mentions gives %s", tt.text, show(m))
			}
		})
	}
}

// A name stays one where a word of everyday speech is part of it.
func TestANameOfOrdinaryWordsIsFound(t *testing.T) {
	g := load(t)
	for text, want := range map[string]int{
		"Bodh Gaya": 196, "near Gaya station": 196, "गया जंक्शन पर": 196, "Park Circus": 315, "Basti": 131, "बस्ती": 131, "Mandi": 22, "surat ki mill me": 459,
	} {
		if r := g.Resolve(Query{Text: text}); r.District != want {
			t.Errorf("%q: %+v, want %d", text, r, want)
		}
	}
}

// Towns that the table has in Latin letters only are found in the script of
// their State, with the case endings of speech, and alone between full stops.
func TestTownsInTheScriptOfTheirState(t *testing.T) {
	tests := []struct {
		name, text string
		want       int
	}{
		{"Tamil: spoken ending", "ராசிபுரத்துல ஒரு பொண்ண பூட்டி வச்சிருக்காங்க", 580},
		{"Tamil: a town at the end", "பசங்க வேலை செய்றாங்க. வேடசந்தூர்.", 572},
		{"Malayalam: t for d", "കുട്ടി ഇപ്പോൾ തൊടുപുഴയിൽ ഒരു വീട്ടിലാണ്", 556},
		{"Kannada: a town at the end", "ಮಕ್ಕಳು ಕೆಲಸ ಮಾಡ್ತಿದಾರೆ. ಚಿಂತಾಮಣಿ.", 630},
		{"Gujarati: beside", "હાલોલ બાજુ એક કંપનીમાં બાળકો કામ કરે છે", 454},
		{"Punjabi: a final e before a postposition", "ਬਟਾਲੇ ਨੇੜੇ ਇੱਕ ਮੁੰਡਾ ਬੰਨ੍ਹ ਕੇ ਰੱਖਿਆ ਹੈ", 32},
		{"Telugu: beside", "భీమవరం పక్కన పిల్లలు పని చేస్తున్నారు", 523},
		{"Assamese: its s", "ছোৱালীজনী দিছপুৰত আছে", 618},
	}
	g := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if m := g.Mentions(tt.text); !slices.ContainsFunc(m, func(m Mention) bool { return m.District == tt.want }) {
				t.Errorf("%s: %s, want %d", tt.text, show(m), tt.want)
			}
		})
	}
}
