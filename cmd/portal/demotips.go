package main

import (
	"fmt"
	"time"

	"mukti/tips"
)

// demoTip is an invented tip, sent ago before now.
type demoTip struct {
	ago  time.Duration
	tip  tips.Submission
	work func(m *demoMaker, tip string) error // what an officer did with it
}

// demoTips are invented: no person or place in them is meant. The vehicle that
// two of them name ends in 0000, which no vehicle does.
func demoTips() []demoTip {
	return []demoTip{
		{ago: 50 * time.Hour, work: demoClosed, tip: tips.Submission{Language: "en", When: "days", Children: "yes", Count: 3, Signs: []string{"child-labour", "no-pay"}, Role: "witness",
			Place: tips.PlaceText{Text: "Aligarh, lock workshops near the bus stand", State: "UP"}, Account: "Invented for the demonstration. Three boys of about eleven work in a lock workshop from morning to night and sleep there. They are not paid. A van fetches the goods: UP 80 ZZ 0000."}},
		{ago: 30 * time.Hour, work: demoAsked, tip: tips.Submission{Language: "hi", When: "days", Children: "unknown", Signs: []string{"job-lure", "documents-taken"}, Role: "family",
			Place: tips.PlaceText{Text: "लखनऊ", State: "UP"}, Account: "प्रदर्शन के लिए गढ़ी गई सूचना। मेरी बहन को नौकरी का वादा करके ले गए। अब फ़ोन नहीं उठाती और एजेंसी ने उसके काग़ज़ रख लिए हैं।"}},
		{ago: 20 * time.Hour, tip: demoKiln("")},
		{ago: 19 * time.Hour, tip: demoKiln("Please help them.")},
		{ago: 18 * time.Hour, tip: demoKiln("Please, somebody go there.")},
		{ago: 6 * time.Hour, tip: tips.Submission{Language: "en", When: "past", Children: "unknown", Role: "other",
			Place: tips.PlaceText{Text: "Hamirpur"}, Account: "Invented for the demonstration. Last year a man took girls from our village for weddings far away. I heard he may come back."}},
		{ago: 3 * time.Hour, tip: tips.Submission{Language: "hi", When: "days", Children: "yes", Signs: []string{"child-begging"}, Role: "witness",
			Place: tips.PlaceText{Text: "नई दिल्ली रेलवे स्टेशन"}, Account: "प्रदर्शन के लिए गढ़ी गई सूचना। एक आदमी रोज़ पाँच छोटे बच्चों से भीख मँगवाता है और शाम को सारे पैसे ले लेता है। उसकी गाड़ी: UP80ZZ0000।"}},
		{ago: 2 * time.Hour, tip: tips.Submission{Language: "en", Signs: nil, Role: "other", Account: "What is the number of the women helpline?"}},
		{ago: 10 * time.Minute, tip: tips.Submission{Language: "hi", When: "now", Children: "yes", Count: 2, Signs: []string{"locked-in", "being-moved"}, Role: "witness",
			Place: tips.PlaceText{Text: "मथुरा"}, Account: "प्रदर्शन के लिए गढ़ी गई सूचना। मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है, आज रात दिल्ली ले जाएँगे।"}},
	}
}

// demoKiln is one account that comes several times with a word changed.
func demoKiln(end string) tips.Submission {
	return tips.Submission{Language: "en", When: "now", Children: "no", Signs: []string{"debt", "no-pay", "threats"}, Role: "ngo", Count: 14,
		Place: tips.PlaceText{Text: "brick kiln outside Etah"}, Account: "Invented for the demonstration. Fourteen workers at a brick kiln owe an advance that never gets smaller. The owner threatens those who want to leave, and keeps their papers in his office. " + end}
}

// sendTips sends them through the real intake; it gives the number of one
// that has a letter in its box.
func (m *demoMaker) sendTips(line *tips.Line) (number string, err error) {
	for _, dt := range demoTips() {
		m.clock.at = time.Now().Add(-dt.ago)
		dt.tip.Channel, dt.tip.Token = "web", tips.NewToken()
		t, err := line.Submit(m.ctx, dt.tip)
		if err != nil {
			return "", fmt.Errorf("tip: %w", err)
		}
		if dt.work == nil {
			continue
		}
		m.clock.at = m.clock.at.Add(time.Hour)
		if err := dt.work(m, t.Tip); err != nil {
			return "", fmt.Errorf("work on a tip: %w", err)
		}
		number = t.Number
	}
	return number, nil
}

// demoTake has the officer of login read and take a tip, and gives its version.
func demoTake(m *demoMaker, login, tip string) (int64, error) {
	s := m.seats[login]
	v, err := m.desk.Open(m.ctx, s, tip)
	if err != nil {
		return 0, err
	}
	if err := m.desk.Take(m.ctx, s, tip, v.Tip.Version); err != nil {
		return 0, err
	}
	return v.Tip.Version + 1, nil
}

func demoClosed(m *demoMaker, tip string) error {
	version, err := demoTake(m, "agra", tip)
	if err != nil {
		return err
	}
	return m.desk.Close(m.ctx, m.seats["agra"], tip, version, tips.Outcome{Reason: tips.Acted,
		GD: "Invented 14", Station: "Invented", On: m.desk.Now().Format(time.DateOnly), Children: 3,
		Note: "Invented: visited with the CWC and the labour department; three children before the CWC the same day."})
}

func demoAsked(m *demoMaker, tip string) error {
	version, err := demoTake(m, "lucknow", tip)
	if err != nil {
		return err
	}
	return m.desk.Ask(m.ctx, m.seats["lucknow"], tip, version, "हमें आपकी सूचना मिली है। क्या आपको एजेंसी का नाम या पता याद है? (प्रदर्शन)", true)
}
