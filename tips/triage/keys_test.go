package triage

import (
	"strings"
	"testing"
)

// everyday are words of English reports, and of romanized Hindi, that say
// nothing by themselves. No single romanized word of a concept may sound like one.
const everyday = `the be to of and a in that have it for not on with he as you do at this but his by from they we say her she or
an will my one all would there their what so up out if about who get which go me when make can like time no just him know take
people into year your good some could them see other than then now look only come its over think also back after use two how our
work first well way even new want because any these give day most us is are was were been has had did said man woman men women
house home car bus road street city town village shop market school room door night morning evening week month money phone mobile
number name place area near behind front side left right big small old young long short high low open close call called tell told
ask asked help please sir madam dear thank thanks hello yes okay here where why very much many more less few every each both same
another next last ago always never often still again once three four five six seven eight nine ten hundred thousand rupees family
mother father brother sister son daughter wife husband uncle aunt friend neighbour owner boss hotel train station platform ticket
bank tea food water milk bread rice eat drink sleep walk run sit stand stop start play read write speak talk hear listen watch
bad bag ball band bar base bat beach bed bell bell best bill bird bit black blue board boat body book box brand break bring build
burn busy buy cake camp card care carry case cash cat chair chance change charge cheap check clean clear clock cloth coat cold
color corn cost count country cover cow cross cry cup cut dance dark date dead deal deep desk die dinner dish dog draw dream dress
drive drop dry duty each ear early earth east easy edge egg else end enter event exam eye face fact fair fall far farm fast fat
fear feel feet fight fill film find fine fire fish fit fix flat floor flow fly foot force form free fresh fruit full fun game garden
gas gate gave gift girl glad glass goal gold gone grass great green ground group grow guard guess guide gun hair half hall hand hang
happy hard hat hate head health heart heat heavy hide hill hit hold hole holy hope horse hot hour huge human hurt ice idea ill inch
job join joke jump keep key kick kid kill kind king kiss knee lady lake lamp land large late laugh law lay lead leaf learn leave leg
lend let letter level lie life lift light line lip list live load loan local lock look lose loss lot loud love luck lunch mail main
map mark mat match may meal mean meat meet mind mine miss mix moon mouth move mud music nail neck need news nice noise north nose note
office oil page pain paint pair paper park part party pass past path pay peace pen pick pie pin plan plant plate point poor post pot
pour power press price print pull pure push put queen quick quiet race rain raise rank rate reach ready real red rent rest rich ride
ring rise risk river rock roof rope round row rule safe sail salt sand save scene sea seat sell send set shade shake shape share sharp
sheet ship shirt shoe shop shot show shut sick sign silk sing sink size skin sky slow smell smile smoke snow soap soft soil song soon
sort soul sound soup south space spot spring star stay steal steel step stick stone store storm story study such sugar suit sun sure
table tail tall task taste tax teach team tear term test thick thin thing tie tin tip tired today tone tool top touch tour trade tree
trip true trust try turn type unit view visit voice wait wake wall war warm wash wave weak wear west wet wheel white whole wide wild
win wind wine wing winter wire wise wish wood word world wrong yard yellow zoo
hai hain ka ki ke ko mein se aur nahi yahan wahan woh wo ye yeh kar karte rahe raha rahi par ne tha thi the ek bhi sath bahut log mere
meri mera hum unko usko kuch wala wale gaya gayi diya liya hua hui aaj kal abhi pe kya koi apne ho hi to toh jo ab tab jab phir baad
pehle upar niche andar bahar paas door ghar gaon sheher dukan kaam khana paani subah shaam raat din saal mahina accha bura bada chota
naya purana sab kisi uska uski unka unki iska iski hamara tumhara aap tum main mai mujhe hame usne unhone maine dekha suna bola kaha
bataya jana aana karna hona rehna milna lena dena chahiye sakta sakti sakte baat jagah taraf wajah tarah`

func TestRomanizedWordsSoundLikeNoOther(t *testing.T) {
	sounds := map[string]string{}
	for _, w := range strings.Fields(everyday) {
		sounds[key(w)] = w
	}
	l := lists(t)
	for _, p := range l.phrases {
		if c := l.rules.concepts[p.concept]; !p.byKey || c == nil || c.Topic || c.Common {
			continue
		}
		if p.roman && p.lang != "hi" {
			continue // read only in a text that is surely of its language
		}
		for _, w := range alone(p.steps) {
			bare := strings.TrimSuffix(w, "*")
			for sound, word := range sounds {
				if sound == bare || strings.HasSuffix(w, "*") && strings.HasPrefix(sound, bare) {
					t.Errorf("%s: the single word %q sounds like %q: give it company", p.concept, w, word)
				}
			}
		}
	}
}

// alone are the words that meet a phrase by themselves.
func alone(steps []step) []string {
	if len(steps) != 1 {
		return nil
	}
	if steps[0].word != "" {
		return []string{steps[0].word}
	}
	var out []string
	for _, o := range steps[0].options {
		out = append(out, alone(o)...)
	}
	return out
}
