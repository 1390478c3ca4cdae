package triage

import "testing"

// A question is one by its shape: nobody can list what people ask.
func TestAQuestionOfAnyTopicIsInformation(t *testing.T) {
	g, r := gazetteer(t), rules(t)
	for _, account := range []string{
		"Do you people reply in Konkani or only English? How many days does it take",
		"my otp is not coming, is this sbi helpline",
		"Which bus goes to the court in the morning?",
		"क्या आपका पोस्टर हमारे गाँव की पंचायत में लगा सकते हैं? साइज क्या होगा",
		"नंबर वाला कागज खो गया तो दुबारा कैसे देखें?",
		"bhai ye site sarkari h ya private? bijli bill ki complaint b hoti h kya",
		"माझा नंबर तुम्हाला दिसतो का? सहज विचारतोय",
		"کیا بجلی کے بل کی شکایت یہاں ہوتی ہے؟",
		"நீங்கள் ஞாயிறு வேலை செய்வீர்களா?",      // Do you work on Sundays?
		"ನಿಮ್ಮ ಕಚೇರಿ ಎಷ್ಟು ಗಂಟೆಗೆ ತೆರೆಯುತ್ತದೆ?", // When does your office open?
	} {
		if a := r.Assess(g, Report{Account: account}); a.Urgency != Information {
			t.Errorf("%s: %s, want information: %v", account, a.Urgency, a.Reasons)
		}
	}
}

// A question mark makes no report a question: who asks about somebody, about an
// offer or a suspicion, or tells more than he asks, is looked at.
func TestAQuestionMarkHidesNoReport(t *testing.T) {
	g, r := gazetteer(t), rules(t)
	for _, account := range []string{
		"My cousin took a job at a resort, she does not sound like herself. Is there anyone I can talk to?",
		"गाँव की 3 लड़कियाँ सूरत गई थीं, उनके घर वाले चुप हैं। क्या पूछूँ उनसे?",
		"एजंट म्हणतो दुबईत नोकरी, आधी पन्नास हजार भरा. खरं असेल का?",
		"An agency wants 30,000 registration fee for a nursing job in Germany. Is it a scam?",
		"There are some things in that lane which nobody speaks of and the lorry stands there from two at night. Who looks?",
		"I do not know what to do, she is not herself",
		"Suppose a child is locked in a factory, what would your department do?",
	} {
		if a := r.Assess(g, Report{Account: account}); a.Urgency == Information {
			t.Errorf("%s: information", account)
		}
	}
}

// What stands in a play or a thesis is no case; what the teller points out
// outside it is, and so is a role in a film that somebody was promised.
func TestAStoryIsNoCaseUntilTheTellerLeavesIt(t *testing.T) {
	g, r := gazetteer(t), rules(t)
	for account, want := range map[string]string{
		"We students are rehearsing a skit in which a landlord buys a girl for a bag of rice. Can we print your number?":                     Information,
		"हमारी वेब सीरीज में एक सीन है जिसमें दलाल लड़की को बेच देता है। पुलिस असल में क्या करेगी?":                                          Information,
		"hamare natak me ek scene h jisme mama bhanji ko bech deta h, aapka poster laga sakte h kya":                                         Information,
		"आमच्या नाटकात मुलीला विकण्याचा प्रसंग आहे. तुमचा पोस्टर लावला तर चालेल का?":                                                         Information,
		"ہمارے ڈرامے میں ایک لڑکی کو بیچنے کا منظر ہے۔ کیا آپ کا نمبر آخر میں دکھا سکتے ہیں؟":                                                Information,
		"I saw a film about trafficking and understood. In our lane the tailor keeps two small boys, they work till night. Whom do I tell?":  Urgent,
		"हमारे स्कूल के नाटक जैसा ही यहाँ हो रहा है, पड़ोस में 11 साल की बच्ची से झाड़ू पोछा कराते हैं, मारते हैं। कहाँ बताएँ?":              Immediate,
		"An agent promised her a role in a film and now she is locked in a flat in Andheri, men come every night. Can you do something?":     Immediate,
		"film me heroine banane ka bol ke le gaya meri behan ko, ab hotel me band karke rakha hai. kya kare":                                 Immediate,
		"For my thesis I talked to women at the kiln near our college. They are locked in at night and beaten, what is the helpline number?": Immediate,
	} {
		if a := r.Assess(g, Report{Account: account}); a.Urgency != want {
			t.Errorf("%s: %s, want %s: %v", account, a.Urgency, want, a.Reasons)
		}
	}
}

// A question to us behind a report lowers nothing.
func TestAQuestionAfterAReportLowersNothing(t *testing.T) {
	g, r := gazetteer(t), rules(t)
	for i, c := range goldens(t) {
		if i%2 != 0 || c.Account == "" || rank(c.Urgency) < rank(Urgent) {
			continue // every second: the promise does not hang on the words; what is only denied may become a question
		}
		was := r.Assess(g, c.report())
		for _, question := range []string{"\nIs your helpline open on Sunday?", "\nक्या आपका दफ्तर रविवार को खुला रहता है?", "\nWill my name stay secret?"} {
			p := c.report()
			p.Account += question
			if now := r.Assess(g, p); rank(now.Urgency) < rank(was.Urgency) {
				t.Errorf("%s: %s: %q lowers %s to %s", c.file, c.Name, question, was.Urgency, now.Urgency)
			}
		}
	}
}
