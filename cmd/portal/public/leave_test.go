package public

import (
	"bytes"
	"crypto/tls"
	"io"
	"io/fs"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mukti/content"
)

// Beside tests, a sentence of the safety page may rest on these.
const (
	advice  = "advice"  // it tells what to do, and says nothing of this site
	outside = "outside" // it says what phones, networks or people do, which no test of ours can show
)

// shownBy is every sentence of the safety page, with what shows it: advice,
// outside, or tests as "file: text in it". Source: SECURITY.md, "a sentence on
// the safety page that no test covers is struck".
var shownBy = []struct{ sentence, by string }{
	{"In danger, call 112.", advice},
	{"For a child, call 1098.", advice},
	{"Does somebody watch this phone?", advice},
	{"Use another one: that of a person you trust.", advice},

	{`The history shows the address of this site and pages called "Form" and "Number".`, "pages_test.go: func formAndNumberAreNeutralAndKeptNowhere"},
	{"It shows the titles of other pages that you opened here.", outside},
	{"What you search for here stands in the history, as part of the address.", "leave_test.go: func whatIsSearchedStandsInTheAddress"},
	{"What you type into the form does not stand in the history.", "faults_test.go: func TestEveryPostAnswersSeeOtherWithoutABody; faults_test.go: func TestReasonsAreNeverWhatWasTyped; ../chromium_test.go: func TestTheJourneyInChromiumWithoutScripts"},
	{"The form asks the browser not to keep it and not to suggest it again.", "pages_test.go: func formAndNumberAreNeutralAndKeptNowhere"},
	{"Sending sets a cookie that says nothing and lasts one second.", "leave_test.go: func cookiesAreFewAndShort"},
	{"An opened number keeps one for 15 minutes.", "leave_test.go: func cookiesAreFewAndShort"},
	{"The page with your number opens twice within 30 minutes.", "journey_test.go: func thePageAfterSendingOpensTwice"},
	{"Leave it by the exit link or \"I have it\": then it is gone at once.", "more_test.go: func TestLeavingThePageAfterSendingForgetsIt"},
	{"Photos and sound that you record stay in the phone until you remove them.", outside},
	{"A number that you wrote down can be found.", outside},
	{"It looks like three short codes.", `journey_test.go: ^\d{6} \d{6} \d{6}$`},
	{"Do not write beside it what it is for.", advice},
	{"Calls can stand in the phone's list of calls.", outside},

	{"The network.", advice},
	{"Whoever runs it (Wi-Fi, phone company, employer) sees the name of this site.", "leave_test.go: func TestTheNetworkSeesTheNameAndNotTheWords"},
	{"If the address begins with https, they do not see what you write.", "leave_test.go: func TestTheNetworkSeesTheNameAndNotTheWords"},
	{"With Tor Browser the network does not see which site you open.", outside},
	{"Where this site has an onion address, Tor Browser is told of it.", "../web/source_test.go: func TestTheOnionAddressIsASiteOfItsOwn"},
	{"The phone.", advice},
	{"A monitoring app, or somebody who looks at the screen, sees what you see.", outside},
	{"This site cannot prevent that.", outside},
	{"Officers.", advice},
	{"Only officers of the bodies named on the page after sending can open your tip, and of a body to which one of them gives it.", "../../../tips/transfer_test.go: func TestATipIsTransferredAndGivenBack; ../../../tips/life_test.go: func TestNobodyElseOpensATip; ../../../tips/ways_test.go: func TestEveryWayIsWalked"},
	{"Whom you leave out gets no key to it.", "../../../tips/life_test.go: func TestABodyToAvoidNeverGetsTheTip; ../../../tips/ways_test.go: func TestNoWayLeadsToABodyToAvoid"},
	{"The site's administrators hold none.", `../../../tips/life_test.go: "the administrator": admin`},
	{"Each opening goes into a log.", `../../../tips/clock_up_test.go: after(20*time.Minute, "UP-AGRA", "tip.read")`},
	{"Whoever has your number sees the status and the officers' letters.", "journey_test.go: func aTipFromTheFormToTheLetters"},
	{"Your own words and files are not shown.", "journey_test.go: the number shows the tipster's own words"},
	{"Thieves of the site's data.", advice},
	{"The stored tip is sealed.", "../privacy_test.go: func TestNothingThatIsToldIsFoundOnTheDisk"},
	{"Whoever steals the database and also the secret for numbers can try out numbers.", "../../../tips/vault/number_test.go: func TestANumberDerivesItsBoxUnderThePepperOnly"},
	{"A number found so opens the status and the letters, not your words.", "journey_test.go: the number shows the tipster's own words"},
	{"Your internet address is not stored.", `../privacy_test.go: words["address"]`},
	{"This site sends you no e-mail, no SMS and no message.", "leave_test.go: func TestNothingIsSentToAnybody"},

	{"A photo can hold the place and the time.", outside},
	{"We keep it sealed as you sent it, because it is evidence.", "../../../tips/guard_test.go: func TestFilesComeBackAsTheyWereSent; faults_test.go: func TestNothingOfAFileLandsOnTheDiskInTheClear"},
	{"Officers who can open your tip can open this original.", "../../../tips/guard_test.go: func TestFilesComeBackAsTheyWereSent"},

	{`"Leave now" stands first on every page.`, "pages_test.go: the page does not begin with the skip link and the exit"},
	{"It blanks the page and opens another site.", "../../../themes/contrast_test.go: func TestTheExitBlanksThePageAtOnce; journey_test.go: func exitLeavesNothing"},
	{"It closes an opened number and drops this site's cookies.", "journey_test.go: func exitLeavesNothing"},
	{"Going back shows nothing that you typed.", "../chromium_test.go: func (b *tab) leavesNothing"},
	{"What stands in the history stays there.", outside},

	{"A private window usually keeps no history once it is closed.", outside},
	{"It hides nothing from the network or from a monitoring app.", outside},
	{"Think before you empty the whole history.", advice},
	{"An empty history can itself raise questions.", outside},

	{"Do not confront anybody.", advice},
	{"Do not follow or photograph them.", advice},
	{"Do not pose as a buyer or as somebody looking for work.", advice},
	{"Do not send or keep sexual pictures of a child.", advice},
	{"Describe what you saw.", advice},
	{"Do not tell others that you sent something, unless they must know.", advice},
	{"If you give officers a way to reach you, say when it is safe.", advice},
}

var (
	sentenceEnd = regexp.MustCompile(`([.?!])\s+`)
	bullet      = regexp.MustCompile(`(?m)^- `)
)

func TestEverySentenceOfTheSafetyPageIsShown(t *testing.T) {
	b, err := fs.ReadFile(content.Embedded(), "help/staying-safe-on-this-phone/en.md")
	must(t, err)
	_, body, found := strings.Cut(strings.TrimPrefix(string(b), "---"), "\n---\n")
	if !found {
		t.Fatal("no front matter")
	}
	rest := shownBy
	for block := range strings.SplitSeq(body, "\n\n") {
		block = strings.TrimSpace(strings.ReplaceAll(bullet.ReplaceAllString(block, ""), "**", ""))
		if strings.HasPrefix(block, "#") || block == "" {
			continue
		}
		for sentence := range strings.SplitSeq(sentenceEnd.ReplaceAllString(block, "$1\x00"), "\x00") {
			if len(rest) == 0 || rest[0].sentence != sentence {
				t.Fatalf("nothing shows %q: say what does, or strike it", sentence)
			}
			proven(t, sentence, rest[0].by)
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		t.Errorf("the page no longer says %q", rest[0].sentence)
	}
}

// proven fails unless every test that is named is there.
func proven(t *testing.T, sentence, by string) {
	t.Helper()
	if by == advice || by == outside {
		return
	}
	for proof := range strings.SplitSeq(by, "; ") {
		file, what, _ := strings.Cut(proof, ": ")
		b, err := os.ReadFile(filepath.FromSlash(file))
		if err != nil || what == "" || !bytes.Contains(b, []byte(what)) {
			t.Errorf("%q is said to be shown by %q, which is not there", sentence, proof)
		}
	}
}

// A reader of another language is told the same, paragraph by paragraph.
func TestTheSafetyPageSaysTheSameInEveryLanguage(t *testing.T) {
	f, err := everyday()
	must(t, err)
	en, ok := f.library.Document(kindHelp, "staying-safe-on-this-phone", "en")
	if !ok {
		t.Fatal("no safety page")
	}
	compared := 0
	english, err := en.HTML()
	must(t, err)
	for _, lang := range f.library.Languages(kindHelp, en.Slug) {
		d, _ := f.library.Document(kindHelp, en.Slug, lang)
		own, err := d.HTML()
		must(t, err)
		if len(d.Paragraphs) != len(en.Paragraphs) || len(d.TOC) != len(en.TOC) {
			t.Errorf("%s: %d paragraphs under %d headings, in English %d under %d", lang, len(d.Paragraphs), len(d.TOC), len(en.Paragraphs), len(en.TOC))
		}
		for _, number := range []string{"112", "1098", "15", "https", "Tor"} {
			if strings.Count(string(own), number) < strings.Count(string(english), number) && number != "Tor" || !strings.Contains(string(own), number) {
				t.Errorf("%s: %s is missing", lang, number)
			}
		}
		compared++
	}
	if compared < 2 {
		t.Errorf("only %d languages", compared)
	}
}

// TestLeaving is what stays, and what does not, when somebody goes.
func TestLeaving(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *house)
	}{
		{"cookies are few and short", cookiesAreFewAndShort},
		{"what is searched stands in the address", whatIsSearchedStandsInTheAddress},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			c.test(t, h)
		})
	}
}

func cookiesAreFewAndShort(t *testing.T, h *house) {
	sent := h.post("/en/form", url.Values{"signs": {"debt"}, "account": {"planted"}})
	number := h.get(sent.to(t)).receipt(t)
	for name, c := range map[string]struct {
		answer
		most map[string]int // seconds, by cookie
	}{
		"reading the form":   {h.get("/en/form"), nil},
		"sending it":         {sent, map[string]int{"left": 1}},
		"reading the number": {h.get("/en/number"), nil},
		"opening it":         {h.post("/en/number", url.Values{"number": {number}}), map[string]int{"left": 1, "box": 15 * 60}},
		"the safety page":    {h.get("/en/safety"), nil},
	} {
		cookies := c.Cookies()
		if len(cookies) != len(c.most) {
			t.Errorf("%s sets %d cookies: %v", name, len(cookies), cookies)
		}
		for _, cookie := range cookies {
			if most, ok := c.most[cookie.Name]; !ok || cookie.MaxAge < 1 || cookie.MaxAge > most {
				t.Errorf("%s: %s lasts %d s", name, cookie.Name, cookie.MaxAge)
			}
			if cookie.Name == "left" && cookie.Value != "1" {
				t.Errorf("%s: the cookie says %q", name, cookie.Value)
			}
		}
	}
}

func whatIsSearchedStandsInTheAddress(t *testing.T, h *house) {
	box := all(h.get("/en/").parse(t), func(n *html.Node) bool { return attr(n, "role") == "search" })
	if len(box) != 1 || attr(box[0], "method") != "get" {
		t.Error("the search is no longer in the address: the safety page says that it is")
	}
}

// TestTheNetworkSeesTheNameAndNotTheWords listens in on a connection as who
// runs the network can.
func TestTheNetworkSeesTheNameAndNotTheWords(t *testing.T) {
	const words, name = "planted words about a house in Mathura", "portal.example"
	cert := httptest.NewUnstartedServer(nil)
	cert.StartTLS()
	defer cert.Close()
	client, network := net.Pipe()
	onward, server := net.Pipe()
	var heard bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer onward.Close()
		_, _ = io.Copy(onward, io.TeeReader(network, &heard))
	}()
	go func() { _, _ = io.Copy(network, onward) }()
	got := make(chan string, 1)
	go func() {
		c := tls.Server(server, &tls.Config{Certificates: cert.TLS.Certificates})
		b := make([]byte, len(words))
		_, _ = io.ReadFull(c, b)
		got <- string(b)
	}()
	c := tls.Client(client, &tls.Config{ServerName: name, InsecureSkipVerify: true}) // who answers is not what is tested
	if _, err := io.WriteString(c, words); err != nil {
		t.Fatal(err)
	}
	if arrived := <-got; arrived != words {
		t.Fatalf("arrived: %q", arrived)
	}
	client.Close()
	<-done
	if !bytes.Contains(heard.Bytes(), []byte(name)) {
		t.Error("the name is not seen: the safety page says that it is")
	}
	if bytes.Contains(heard.Bytes(), []byte("planted")) {
		t.Error("the words are seen")
	}
}

// Nothing of ours can send a tipster a message: no program text of ours reaches
// out to another machine but the room that tells bodies that something waits,
// and that room the public site does not have (TestImports).
func TestNothingIsSentToAnybody(t *testing.T) {
	reaches := regexp.MustCompile(`"net/smtp"|\bhttp\.(Get|Post|PostForm|Head|Client|DefaultClient|NewRequest)\b|\bnet\.(Dial|Dialer)\b|\bfasthttp\.(Client|Do|Get|Post|Dial)\b|fiber\.(Post|AcquireAgent|AcquireClient)\(`)
	files := 0
	must(t, filepath.WalkDir("../../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "node_modules" || d.Name() == "flood" || path == "../../../tips/notices") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		b, err := os.ReadFile(path)
		files++
		if m := reaches.Find(b); m != nil {
			t.Errorf("%s reaches out: %s", path, m)
		}
		return err
	}))
	if files < 100 {
		t.Errorf("only %d files read", files)
	}
}
