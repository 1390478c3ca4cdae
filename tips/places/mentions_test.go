package places

import (
	"fmt"
	"strings"
	"testing"
)

// show writes mentions as a table row: Mathura source, Delhi destination.
func show(list []Mention) string {
	var out []string
	for _, m := range list {
		name := m.Name
		switch {
		case len(m.Ambiguous) > 1:
			var among []string
			for _, c := range m.Ambiguous {
				among = append(among, c.State)
			}
			name = "?" + strings.Join(among, "/")
		case m.Country != "":
			name = m.Country
		case m.District == 0:
			name = m.State
		}
		if m.Role != "" {
			name += " " + m.Role
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

func TestMentions(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"Hindi: where they are and where they go", "मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है, आज रात दिल्ली ले जाएँगे", "Mathura at, DL destination"},
		{"English: from and to", "taken from Mathura to Delhi", "Mathura source, DL destination"},
		{"English: between two names", "A truck Mathura to Delhi", "Mathura source, DL destination"},
		{"English: via", "by bus from Patna via Gorakhpur to Kathmandu", "Patna source, Gorakhpur transit, NP destination"},
		{"English: three States", "brought from Jharkhand to a house in Hamirpur and will be sent to Mumbai", "JH source, ?HP/UP at, Mumbai destination"},
		{"English: the State after the district", "Two girls from Sahibganj, Jharkhand were sold in Sonipat, Haryana", "Sahebganj source, Sonipat at"},
		{"English: a distance", "a farm 10 km from Meerut", "Meerut at"},
		{"English: a road is no place", "a hotel on Agra Road in Jaipur", "Jaipur at"},
		{"English: a gate is no place", "near Delhi Gate, Agra", "Agra"},
		{"English: a quarter before its city", "A placement agency in Punjabi Bagh, Delhi", "South West Delhi at"},
		{"English: up is a word", "He said it is up to me and I should call up the police", ""},
		{"English: UP is a State", "a man from UP", "UP source"},
		{"English: words that are districts too", "My friend Anand Kumar and Krishna saw the Central office on Mon and Sun", ""},
		{"English: a village that lies elsewhere", "near village Bhatola in Ballabgarh, Faridabad", "Faridabad at"},
		{"English: letters of a State beside its district", "a man in Haridwar, UK and one in Salem, TN", "Haridwar at, Salem at"},
		{"English: letters of a country", "sent to UK", "GB destination"},
		{"English: a list", "from Agra and Mathura", "Agra source, Mathura source"},
		{"Hindi: went is not Gaya", "उसे ले जाया गया और मार दिया गया, फिर वह चला गया", ""},
		{"Hindi: Gaya is", "बिहार के गया जिले से लाए हैं", "Gaya source"},
		{"Hindi: a slum is not Basti", "झुग्गी बस्ती में रहती है", ""},
		{"Hindi: a distance", "वह मथुरा से 5 किलोमीटर दूर रहती है", "Mathura at"},
		{"Hindi: on the way", "कानपुर होते हुए आगरा से दिल्ली", "Kanpur Nagar transit, Agra source, DL destination"},
		{"Hindi: who comes from there", "वह पश्चिम बंगाल की रहने वाली है और आगरा में है", "WB source, Agra at"},
		{"Hindi: endings written on", "मथुरामें", "Mathura at"},
		{"romanized Hindi", "Agra se ladki ko Delhi le gaye, Kanpur hote hue", "Agra source, DL destination, Kanpur Nagar transit"},
		{"romanized Hindi: the State small", "up me ladki ko bech rahe hai", "UP at"},
		{"romanized Hindi: State before district", "bihar ke sitamarhi se bachche laye", "Sitamarhi source"},
		{"Bengali", "মুর্শিদাবাদ থেকে মেয়েদের দিল্লি নিয়ে যাচ্ছে, কলকাতায় আছে", "Murshidabad source, DL destination, Kolkata at"},
		{"Assamese", "গুৱাহাটীৰ পৰা ছোৱালীক দিল্লীলৈ লৈ গৈছে", "Kamrup Metro source, DL destination"},
		{"Marathi", "पुण्यात एका मुलीला डांबून ठेवले आहे, तिला नांदेडहून आणले", "Pune at, Nanded source"},
		{"Gujarati", "સુરતમાં બાળકો છે, તેમને બિહારથી લાવ્યા છે", "Surat at, BR source"},
		{"Punjabi", "ਅੰਮ੍ਰਿਤਸਰ ਤੋਂ ਕੁੜੀਆਂ ਨੂੰ ਦੁਬਈ ਭੇਜ ਰਹੇ ਹਨ", "Amritsar source, AE destination"},
		{"Odia", "ଗଞ୍ଜାମରୁ ଶ୍ରମିକମାନଙ୍କୁ ହାଇଦ୍ରାବାଦ ନେଇ ଯାଇଛନ୍ତି", "Ganjam source, Hyderabad destination"},
		{"Tamil", "சென்னையில் இருந்து சிறுமியை மும்பைக்கு அழைத்துச் செல்கிறார்கள்", "Chennai source, Mumbai destination"},
		{"Telugu", "హైదరాబాద్ నుంచి అమ్మాయిలను దుబాయ్\u200cకి పంపుతున్నారు", "Hyderabad source, AE destination"},
		{"Kannada", "ಬೆಂಗಳೂರಿನಲ್ಲಿ ಮಕ್ಕಳನ್ನು ಇಟ್ಟುಕೊಂಡಿದ್ದಾರೆ, ರಾಯಚೂರಿನಿಂದ ಕರೆತಂದಿದ್ದಾರೆ", "Bengaluru Urban at, Raichur source"},
		{"Malayalam", "കൊച്ചിയിൽ ഒരു പെൺകുട്ടിയെ പൂട്ടിയിട്ടിരിക്കുന്നു, ഡൽഹിയിലേക്ക് കൊണ്ടുപോകും", "Ernakulam at, DL destination"},
		{"Urdu", "گیا سے بچوں کو جے پور لے جا رہے ہیں", "Gaya source, Jaipur destination"},
		{"Nepali", "काठमाडौंबाट केटीहरूलाई दिल्ली लगेको छ", "NP source, DL destination"},
		{"a quarter that is called like a town elsewhere", "He lives at Krishna Nagar, Mathura", "Mathura at"},
		{"people by where they come from", "திருப்பூர் பனியன் கம்பெனியில் பீகார் சிறுவர்கள்; Odisha labourers in Guntur; असम की लड़की", "Tiruppur at, BR source, OD source, Guntur at, AS source"},
		{"an ending on the word for a district", "ಕಲಬುರಗಿ ಜಿಲ್ಲೆಯಿಂದ ಮಕ್ಕಳನ್ನು ಬೆಂಗಳೂರಿಗೆ ಕರೆದೊಯ್ಯುತ್ತಿದ್ದಾರೆ", "Kalaburagi source, Bengaluru Urban destination"},
		{"an ending on a name of several words", "দক্ষিণ ২৪ পরগনার ক্যানিং থেকে মেয়েটিকে পুনে নিয়ে গেছে", "South 24 Parganas source, Pune destination"},
		{"a PIN", "house 12, pin 281001", "Mathura"},
		{"money is no PIN", "He paid 281001 rupees, Rs 400001", ""},
		{"a phone is no PIN", "call 98281 281001 or 281001 99999", ""},
		{"a question", "What is the helpline number? I want to know.", ""},
	}
	g := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(g.Mentions(tt.text)); got != tt.want {
				t.Errorf("%s\ngot  %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestAMentionIsWhereItStands(t *testing.T) {
	g := load(t)
	text := "पता नहीं। वह हमीरपुर, उत्तर प्रदेश से है — और Delhi में।"
	var got []string
	for _, m := range g.Mentions(text) {
		got = append(got, text[m.Start:m.End])
	}
	if s := fmt.Sprint(got); s != "[हमीरपुर, उत्तर प्रदेश Delhi]" {
		t.Errorf("got %s", s)
	}
}

// What is said around a place must not take the place away.
func TestHarmlessWordsKeepAMention(t *testing.T) {
	g := load(t)
	for _, tail := range []string{" Please help.", " धन्यवाद", " My name is not to be told.", " वे शराब पीते हैं।", " 🙏", " ১২৩"} {
		if got := show(g.Mentions("She is locked in a room in Mathura." + tail)); got != "Mathura at" {
			t.Errorf("with %q: %s", tail, got)
		}
	}
}
