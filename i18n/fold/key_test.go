package fold

import "testing"

func TestOneKeyInEveryScript(t *testing.T) {
	for _, names := range [][]string{
		{"Mathura", "मथुरा", "মথুরা", "ਮਥੁਰਾ", "મથુરા", "ମଥୁରା", "మథురా", "ಮಥುರಾ", "മഥുര"},
		{"Agra", "आगरा", "আগরা", "ਆਗਰਾ", "આગરા", "ଆଗ୍ରା", "ఆగ్రా", "ಆಗ್ರಾ", "ആഗ്ര"},
		{"Madurai", "मदुरै", "মদুরাই", "ਮਦੁਰੈ", "મદુરાઈ", "ମଦୁରାଇ", "మదురై", "ಮದುರೈ"},
		{"Jaipur", "जयपुर", "ਜੈਪੁਰ", "જયપુર", "జైపూర్", "ಜೈಪುರ್", "ജയ്പൂർ"},
		{"Chennai", "चेन्नई", "ചെന്നൈ", "చెన్నై", "ಚೆನ್ನೈ"},
		{"Thanjavur", "தஞ்சாவூர்", "तंजावुर"},
		{"Ludhiana", "लुधियाना", "ਲੁਧਿਆਣਾ"},
		{"Ghaziabad", "ग़ाज़ियाबाद", "गाजियाबाद"},
		{"manav", "मानव", "માનવ", "ਮਾਨਵ"},
		{"taskari", "तस्करी", "tascari"},
		{"bandhua", "बंधुआ"},
		{"gaon", "गाँव", "गांव"},
		{"skul", "school", "स्कूल"},
		{"yojna", "योजना", "યોજના"},
		{"vigyan", "vijnan", "विज्ञान"},
		{"windows", "vindos"},
		{"matram", "மாற்றம்"},
		{"mattam", "മാറ്റം"},
		{"pustakam", "పుస్తకం"},
		{"Odisha", "ଓଡ଼ିଶା"},
		{"surj", "সূর্য"},
		{"ravu", "rao", "రావు"},
	} {
		want := Key(names[0])
		for _, n := range names[1:] {
			if got := Key(n); got != want {
				t.Errorf("%s has the key %q, %s has %q", names[0], want, n, got)
			}
		}
	}
}

func TestOneSkeletonWithUrduAndTamil(t *testing.T) {
	for _, names := range [][]string{
		{"Mathura", "मथुरा", "متھرا"},
		{"Agra", "आगरा", "آگرہ", "اگره"},
		{"Delhi", "दिल्ली", "دہلی", "Dilli"},
		{"lakhnau", "لکھنؤ", "लखनऊ"},
		{"thana", "थाना", "تھانہ"},
		{"ladki", "لڈکی"},
		{"Hyderabad", "حیدرآباد", "हैदराबाद"},
		{"mazdoor", "मज़दूर", "مزدور"},
		{"Anantnag", "अनंतनाग", "اننتناگ"},
	} {
		want := Skeleton(names[0])
		for _, n := range names[1:] {
			if got := Skeleton(n); got != want {
				t.Errorf("%s has the skeleton %q, %s has %q (key %q)", names[0], want, n, got, Key(n))
			}
		}
	}
	for _, c := range [][2]string{{"kadathal", "கடத்தல்"}, {"katathal", "கடத்தல்"}, {"kuzhanthai", "குழந்தை"}, {"Thindukkal", "திண்டுக்கல்"}, {"Kozhikod", "കോഴിക്കോട്"}} {
		if a, b := Loose(Key(c[0])), Loose(Key(c[1])); a != b {
			t.Errorf("%s is loosely %q, %s is %q", c[0], a, c[1], b)
		}
	}
}

func TestFarWordsKeepTheirOwnKeys(t *testing.T) {
	for _, c := range [][2]string{
		{"Mathura", "मदुरै"}, {"Agra", "अकोला"}, {"Kanpur", "कर्नूल"}, {"Patna", "पुणे"}, {"कर", "पल"}, {"तस्करी", "सरकारी"},
		{"Hamirpur", "Hazaribagh"}, {"बच्चा", "चाचा"}, {"Kota", "Katihar"}, {"मजदूर", "मंसूर"}, {"Delhi", "Dholpur"},
	} {
		if a, b := Key(c[0]), Key(c[1]); a == b {
			t.Errorf("%s and %s share the key %q", c[0], c[1], a)
		}
		if a, b := Skeleton(c[0]), Skeleton(c[1]); a == b {
			t.Errorf("%s and %s share the skeleton %q", c[0], c[1], a)
		}
	}
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	for _, c := range [][2]string{{"1098", "१०९८"}, {"1100", "११००"}} {
		if a, b := Key(c[0]), Key(c[1]); a != c[0] || b != c[0] || Skeleton(c[1]) != c[0] {
			t.Errorf("%s: keys %q and %q", c[0], a, b)
		}
	}
}

func BenchmarkKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Key("नाबालिग")
		Key("nabalig")
	}
}
