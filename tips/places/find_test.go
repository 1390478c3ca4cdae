package places

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Every district is found by its own English, Hindi and local name. Where
// others fit equally, each of them must have that very name or be in the State
// of that name: that is what makes a name ambiguous, not a list.
func TestEachDistrictIsFoundByItsOwnNames(t *testing.T) {
	g := load(t)
	for _, d := range g.Districts("") {
		for _, name := range []string{d.Name, d.NameHi, d.NameLocal} {
			if name == "" {
				continue
			}
			same := equals(g.Find(name))
			if !slices.Contains(districtsOf(same), d.LGD) {
				t.Errorf("%s (%d) is not found by %q: %+v", d.Name, d.LGD, name, same)
			}
			for _, c := range same {
				if !slices.ContainsFunc(g.named(together(name)), func(s sense) bool { return g.places[s.place].lgd == c.District }) {
					t.Errorf("%q finds %s as well, which has no such name", name, c.Name)
				}
			}
			if r := g.Resolve(Query{Text: name, State: d.State}); r.District != d.LGD {
				t.Errorf("%q in %s is %+v, want %s", name, d.State, r, d.Name)
			}
		}
	}
}

func TestFindNamesTheDistrict(t *testing.T) {
	tests := []struct {
		name string
		want int // LGD code
		text []string
	}{
		{"Mathura in eleven scripts", 167, []string{"Mathura", "mathura", "MATHURA", "मथुरा", "মথুরা", "ਮਥੁਰਾ", "મથુરા", "ମଥୁରା", "மதுரா", "మథుర", "ಮಥುರಾ", "മഥുര", "متھرا"}},
		{"words around it", 167, []string{"near Mathura Junction", "मथुरा स्टेशन के पास", "Mathura railway station", "जिला मथुरा", "मथुरा जिले में", "Distt. Mathura", "zila mathura", "Mathura bus stand ke paas", "थाना कोतवाली, मथुरा", "Mathura, Uttar Pradesh, India", "मथुरा, उ.प्र.", "मथुरामें"}},
		{"PIN in any digits", 167, []string{"281001", "२८१००१", "২৮১০০১", "௨௮௧௦௦௧", "۲۸۱۰۰۱", "281 001", "281-001", "Mathura281001", "PIN: 281001"}},
		{"misspelt by a letter or two", 167, []string{"Mathra", "Matura", "Mathuraa", "Mathurra", "मथूरा"}},
		{"old and new names of Prayagraj", 120, []string{"Prayagraj", "Allahabad", "इलाहाबाद", "प्रयागराज", "Ilahabad", "الہ آباد"}},
		{"old and new names of Ayodhya", 140, []string{"Ayodhya", "Faizabad", "फैज़ाबाद", "फैजाबाद", "अयोध्या"}},
		{"old and new names of Gurugram", 62, []string{"Gurgaon", "गुड़गांव", "गुड़गाँव", "Gurugram", "গুরুগ্রাম"}},
		{"Mumbai", 482, []string{"Mumbai", "Bombay", "बंबई", "மும்பை", "Mumbai City"}},
		{"Bengaluru with case endings", 525, []string{"Bangalore", "Banglore", "ಬೆಂಗಳೂರಿನಲ್ಲಿ", "பெங்களூரில்", "బెంగళూరులో", "Bengaluru's"}},
		{"Hyderabad with case endings", 507, []string{"హైదరాబాద్\u200cలో", "హైదరాబాద్ నుంచి", "Hyderbad", "حیدر آباد", "Secunderabad"}},
		{"Thrissur with a case ending", 566, []string{"തൃശൂരിൽ", "Trichur", "Thrissur"}},
		{"Kolkata with case endings", 315, []string{"কলকাতায়", "কলকাতার", "Calcutta", "कलकत्ता", "Sonagachi"}},
		{"Muzaffarnagar as people type it", 172, []string{"Muzaffar Nagar", "Mujaffarnagar", "Muzzafarnagar", "मुज़फ़्फ़रनगर", "मुजफ्फर नगर", "Muzaffarnager"}},
		{"a village of a district", 130, []string{"Rampur, Bareilly", "gram Rampur, Bareilly", "Rampur Bareilly UP"}},
		{"a gate that has another city's name", 118, []string{"Delhi Gate, Agra", "Delhi Gate Agra"}},
		{"a town with its district", 167, []string{"Vrindavan", "Vrindavan, Mathura", "वृंदावन मथुरा"}},
		{"a quarter of a city", 144, []string{"Noida", "Sector 62 Noida", "नोएडा", "Greater Noida"}},
		{"with the State told", 149, []string{"Hamirpur UP", "Hamirpur, Uttar Pradesh", "हमीरपुर उत्तर प्रदेश", "Hamirpur (U.P.)"}},
		{"with the other State told", 17, []string{"Hamirpur HP", "Hamirpur, Himachal Pradesh", "हमीरपुर, हिमाचल"}},
		{"with the State's letters", 530, []string{"Bijapur KA", "Bijapur, Karnataka"}},
		{"Aurangabad in Bihar", 189, []string{"Aurangabad Bihar", "औरंगाबाद, बिहार"}},
		{"two directions", 83, []string{"South Delhi", "दक्षिण दिल्ली", "दक्षिणी दिल्ली"}},
		{"a district with a number", 303, []string{"North 24 Parganas", "N 24 Parganas", "উত্তর ২৪ পরগনা", "North Twenty Four Parganas"}},
		{"initials", 608, []string{"S.A.S. Nagar", "SAS Nagar", "Mohali"}},
		{"a word of its own", 131, []string{"Basti", "बस्ती", "Basti UP"}},
		{"a place on the border", 213, []string{"Raxaul", "Raxaul, Nepal border", "रक्सौल"}},
	}
	g := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, text := range tt.text {
				found := g.Find(text)
				if len(found) == 0 || found[0].District != tt.want || len(equals(found)) > 1 {
					t.Errorf("%q: got %+v, want %d", text, found[:min(3, len(found))], tt.want)
				}
			}
		})
	}
}

func TestFindSaysWhy(t *testing.T) {
	tests := []struct{ text, why string }{
		{"Mathura", WhyDistrict}, {"मथुरा", WhyDistrict}, {"Allahabad", WhyAlias}, {"281001", WhyPIN}, {"Vrindavan", WhyTown},
		{"Delhi", WhyState}, {"Muzaffarpir", WhyFuzzy}, {"Kathmandu", WhyAbroad}, {"Chintalcheru", WhyLocality},
	}
	g := load(t)
	for _, tt := range tests {
		if found := g.Find(tt.text); len(found) == 0 || found[0].Why != tt.why {
			t.Errorf("%q: %+v, want why %q", tt.text, found, tt.why)
		}
	}
}

func TestANameOfSeveralStatesStaysAmbiguous(t *testing.T) {
	tests := []struct {
		names  []string
		states []string
	}{
		{[]string{"Hamirpur", "हमीरपुर"}, []string{"HP", "UP"}},
		{[]string{"Pratapgarh", "प्रतापगढ़", "Pratapgarh district"}, []string{"RJ", "UP"}},
		{[]string{"Bilaspur", "बिलासपुर"}, []string{"CG", "HP"}},
		{[]string{"Aurangabad", "औरंगाबाद"}, []string{"BR", "MH"}},
		{[]string{"Balrampur"}, []string{"CG", "UP"}},
		{[]string{"Bijapur"}, []string{"CG", "KA"}},
		{[]string{"Lakhimpur", "लखीमपुर"}, []string{"AS", "UP"}},
	}
	g := load(t)
	for _, tt := range tests {
		for _, name := range tt.names {
			r := g.Resolve(Query{Text: name})
			var states []string
			for _, c := range r.Among {
				states = append(states, c.State)
			}
			slices.Sort(states)
			if r.State != "" || r.District != 0 || !slices.Equal(states, tt.states) {
				t.Errorf("%q: %+v, want %v", name, r, tt.states)
			}
			for _, state := range tt.states {
				if r := g.Resolve(Query{Text: name, State: state}); r.State != state || r.District == 0 {
					t.Errorf("%q in %s: %+v", name, state, r)
				}
			}
		}
	}
}

func TestAStateIsNoDistrict(t *testing.T) {
	g := load(t)
	for text, want := range map[string]string{
		"Delhi": "DL", "दिल्ली": "DL", "Dilli": "DL", "தில்லி": "DL", "دہلی": "DL", "UP": "UP", "यूपी": "UP", "U.P.": "UP",
		"Uttar Pradesh": "UP", "ഉത്തർപ്രദേശ്": "UP", "Orissa": "OD", "Bengal": "WB", "পশ্চিমবঙ্গ": "WB", "Tamilnadu": "TN", "Telengana": "TS",
		"Champaran": "BR", "24 Parganas": "WB", // parts of two districts' names
	} {
		if r := g.Resolve(Query{Text: text}); r.State != want || r.District != 0 {
			t.Errorf("%q: %+v, want %s without a district", text, r, want)
		}
	}
}

func TestAPlaceAbroadHasNoState(t *testing.T) {
	g := load(t)
	for text, want := range map[string]string{"Nepal": "NP", "नेपाल": "NP", "Kathmandu": "NP", "Dhaka": "BD", "বাংলাদেশ": "BD", "Dubai": "AE", "ದುಬೈ": "AE", "سعودی عرب": "SA", "Muscat": "OM"} {
		if found := g.Find(text); len(found) == 0 || found[0].Country != want || found[0].State != "" || found[0].Why != WhyAbroad {
			t.Errorf("%q: %+v, want %s", text, found, want)
		}
	}
}

func TestWhatIsNoPlaceIsNotFound(t *testing.T) {
	g := load(t)
	for _, text := range []string{"", " ", "\x00\xff", "?!", "12", "1234567", "qqqqqqqq", "मैं नहीं जानता", "please help me", "🙏🙏"} {
		if found := g.Find(text); len(found) > 0 && found[0].Score > 0.75 {
			t.Errorf("%q: %+v", text, found[0])
		}
	}
}

// A letter left out, doubled, swapped or changed in a long name does not lose
// the district. Short names have neighbours at one letter: no promise there.
func TestMisspeltNamesOfDistricts(t *testing.T) {
	g := load(t)
	random := rand.New(rand.NewSource(1))
	tried, found := 0, 0
	for _, d := range g.Districts("") {
		name := strings.ToLower(d.Name)
		if len(name) < 8 || strings.ContainsAny(name, " -(.") {
			continue
		}
		for range 2 {
			typed := misspell(random, name)
			tried++
			if slices.Contains(districtsOf(equals(g.Find(typed))), d.LGD) {
				found++
			}
		}
	}
	t.Logf("%d of %d", found, tried)
	if tried < 300 || found*100 < tried*95 {
		t.Errorf("%d of %d misspelt names are found", found, tried)
	}
}

func misspell(random *rand.Rand, name string) string {
	b := []byte(name)
	i := 1 + random.Intn(len(b)-2)
	switch random.Intn(4) {
	case 0:
		return string(b[:i]) + string(b[i+1:])
	case 1:
		return string(b[:i+1]) + string(b[i:])
	case 2:
		b[i], b[i+1] = b[i+1], b[i]
	default:
		b[i] = "aeiou"[random.Intn(5)]
	}
	return string(b)
}

func TestEveryLocalityIsFoundByItsName(t *testing.T) {
	g := load(t)
	l := &g.posts.text
	lost := 0
	const step, share = 601, 0.05
	for i := 0; i < l.count; i += step {
		want := l.at(i)
		if !slices.ContainsFunc(g.Find(l.name(i)), func(c Candidate) bool { return slices.Contains(want, int32(c.District)) }) {
			lost++
		}
	}
	// A village that is called like something larger is behind it.
	if tried := l.count / step; float64(lost) > share*float64(tried) {
		t.Errorf("%d of %d localities are lost", lost, tried)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range append(lookups, "281001 110001", "ल\u094d\u094d\u093e", "\u093c\u200d", "a b c d e f g h i j k l m n o p", strings.Repeat("जिला ", 50), "क़\xff", "      0AuZ") {
		f.Add(s)
	}
	g := load(f)
	f.Fuzz(func(t *testing.T, text string) {
		found := g.Find(text)
		for i, c := range found {
			if c.LGD != c.District || c.Score < 0 || c.Score > 1 || c.Why == "" || c.Name == "" {
				t.Errorf("%q: %+v", text, c)
			}
			if c.State == "" && c.Country == "" || c.State != "" && c.Country != "" {
				t.Errorf("%q: %+v lies nowhere", text, c)
			}
			if i > 0 && c.Score > found[i-1].Score {
				t.Errorf("%q: not best first", text)
			}
			if d, ok := g.District(c.District); c.District != 0 && (!ok || d.State != c.State) {
				t.Errorf("%q: %+v is in the wrong State", text, c)
			}
		}
		for _, m := range g.Mentions(text) {
			if m.Start < 0 || m.End > len(text) || m.Start >= m.End {
				t.Errorf("%q: mention at %d to %d", text, m.Start, m.End)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[m.Start:m.End]) {
				t.Errorf("%q: a mention cuts a character", text)
			}
		}
	})
}
