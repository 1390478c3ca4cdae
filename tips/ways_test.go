package tips_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// ways are all the ways by which a tip, or word of it, can reach a body. A walk
// takes them in random order; a method of the line or the desk that stands
// neither here nor in [harmless] fails [TestEveryWayIsWalked].
var ways = []struct {
	name    string
	methods []string
	take    func(*walk) error
}{
	{"sealed at intake, with copies", []string{"Line.Submit"}, (*walk).submit},
	{"answered after sending: which Hamirpur?", []string{"Line.Sent", "Line.Clarify"}, (*walk).clarify},
	{"handed over as a body is confirmed", []string{"Desk.Pending", "Desk.Confirm"}, (*walk).enrol},
	{"a new member of a body", []string{"Desk.Pending", "Desk.Confirm"}, (*walk).newMember},
	{"handed over at a look at the queue; its lines and counts", []string{"Desk.Queue", "Desk.CountViews"}, (*walk).queue},
	{"opened, with its links and near copies", []string{"Desk.Open"}, (*walk).open},
	{"the board of links", []string{"Desk.Links"}, (*walk).links},
	{"searched in what is sealed", []string{"Desk.OpenFind", "Desk.FindState", "Desk.Find"}, (*walk).find},
	{"read of in the audit", []string{"Desk.AuditOf"}, (*walk).audit},
	{"taken", []string{"Desk.Take"}, (*walk).take},
	{"a question to the tipster", []string{"Desk.Ask"}, (*walk).ask},
	{"transferred to another body", []string{"Desk.Transfer", "Desk.MayGet"}, (*walk).transfer},
	{"said to be the same as others", []string{"Desk.Same"}, (*walk).same},
	{"said not to be the same", []string{"Desk.Separate"}, (*walk).separate},
	{"closed, with those that are the same", []string{"Desk.Close"}, (*walk).close},
	{"given back to the body that gave it", []string{"Desk.Return"}, (*walk).giveBack},
	{"put off, given up", []string{"Desk.Later", "Desk.PutBack"}, (*walk).putOff},
	{"closed untaken, opened again", []string{"Desk.Decline", "Desk.Reopen"}, (*walk).reopen},
	{"doubted, and closed as false by a second person", []string{"Desk.Doubt", "Desk.Proposed", "Desk.Agree"}, (*walk).doubt},
	{"said to be the same as one other", []string{"Desk.Join", "Desk.FindTip"}, (*walk).join},
	{"linked by hand, and not any more", []string{"Desk.Tie", "Desk.Untie"}, (*walk).tie},
	{"asked of another body, which answers", []string{"Desk.Request", "Desk.Answer", "Desk.EndRequest"}, (*walk).request},
	{"the page of what is between bodies", []string{"Desk.Requests"}, (*walk).requests},
	{"a letter of the tipster", []string{"Line.Write", "Line.WriteBy"}, (*walk).letter},
	{"files that come with it or later", []string{"Line.AddFile", "Line.FinishFiles", "Line.MoreBySent", "Line.MoreByNumber", "Line.FinishMore",
		"Desk.File", "Desk.FileHeadOf", "Desk.CleanFile", "Desk.Redrawn"}, (*walk).files},
	{"read by a named officer of any body, for a day", []string{"Desk.Readers", "Desk.AskReader", "Desk.Asked", "Desk.ReadAsked", "Desk.AnswerAsked",
		"Desk.AskedFile", "Desk.AskedFileHead", "Desk.StopReader"}, (*walk).read},
	{"noted, ticked, printed, its pictures looked at", []string{"Desk.AddRemark", "Desk.TickSteps", "Desk.Print", "Desk.Blurred", "Desk.See",
		"Desk.CheckPass", "Desk.Seen"}, (*walk).annotate},
	{"the way to reach the tipster erased", []string{"Line.EraseContact"}, (*walk).eraseContact},
	{"moved up as clocks run out", []string{"Line.Sweep", "Line.Run"}, (*walk).sweep},
	{"a later day, another layout of units", nil, (*walk).laterDay},
	{"counted on a board, by unit, by State and by pairs of States", []string{"Desk.Board", "Desk.ByState", "Desk.Flows"}, (*walk).board},
}

// harmless are the methods that give nobody of a body anything of a tip, and why.
var harmless = map[string]string{
	"Line.Close":       "stops the line",
	"Line.Forget":      "drops a page of the tipster's",
	"Line.ForgetMarks": "drops marks",
	"Line.Leave":       "drops an opened number",
	"Line.Look":        "the tipster's own box, by its number",
	"Line.OpenNumber":  "the tipster's own box, by its number",
	"Line.View":        "the tipster's own box",
	"Line.Reading":     "which bodies are enrolled",
	"Line.ReadsIn":     "in which States somebody is enrolled",
	"Desk.Reading":     "which bodies are enrolled",
	"Desk.Accounts":    "officers, no tips",
	"Desk.Disable":     "ends an account",
	"Desk.Account":     "the officer's own account, no tips", "Desk.AddPasskey": "the officer's own account", "Desk.AskPasskey": "draws a challenge",
	"Desk.ChangePassphrase": "the officer's own account", "Desk.Codes": "the officer's own recovery codes", "Desk.EndSessionsElsewhere": "ends sessions",
	"Desk.EnrolCodes": "the recovery codes of an enrolment", "Desk.Enrolled": "makes the account; what waits is handed over by Confirm",
	"Desk.NewCodes": "draws recovery codes", "Desk.NewFactor": "draws a secret", "Desk.RemoveAuthenticator": "the officer's own account",
	"Desk.RemovePasskey": "the officer's own account", "Desk.SetAuthenticator": "the officer's own account",
	"Desk.SignInWithPasskey": "opens the officer's own key", "Desk.TakeCodes": "the officer's own account",
	"Desk.Releasable":   "names of quarters and years",
	"Desk.ListReleases": "what is or will be public; the cell's",
	"Desk.Prepare":      "counts for the public, the cell's",
	"Desk.Publish":      "asks for a second person",
	"Desk.DropPrepared": "drops what is not public",
	"Line.Statistics":   "what is public",

	"Desk.Enrol":        "makes keys; what waits is handed over by Confirm",
	"Desk.FirstStart":   "makes the cell's key before there is a tip",
	"Desk.Invitation":   "shows a one-time link",
	"Desk.Invite":       "makes an account that opens nothing",
	"Desk.InviteAs":     "makes an account that opens nothing",
	"Desk.InviteAgreed": "makes an account that opens nothing",
	"Desk.OwnNextKey":   "a fingerprint",
	"Desk.MakeNextKey":  "a key for the members there are",
	"Desk.NextKeys":     "fingerprints",
	"Desk.ConfirmKey":   "a signature on a key; nothing is handed over",
	"Desk.HasKit":       "whether there is one",
	"Desk.MakeKit":      "the own body's keys, for its own member",
	"Desk.Lost":         "whether anybody is left",
	"Desk.UseKit":       "the own body's keys, for a newcomer with the code",
	"Desk.NewKey":       "a key that nothing is sealed to yet",
	"Desk.Again":        "checks a passphrase",
	"Desk.NeedsTwo":     "counts officers",
	"Desk.Propose":      "asks for an act; a proposal about a tip is shown only to who may open the tip",
	"Desk.Agreed":       "the officer's own proposal",
	"Desk.Done":         "drops the officer's own proposal",
	"Desk.DailyHead":    "a number and a hash of the audit",
	"Desk.DailyHeads":   "numbers and hashes of the audit",
	"Desk.EndSessions":  "ends sessions",
	"Desk.ForgetFind":   "wipes what the own session may search",
	"Desk.KeepFind":     "keeps what the officer typed",
	"Desk.KeptFind":     "gives back what the officer typed",
	"Desk.Stop":         "wipes what sessions may search",
	"Line.LastHead":     "a number and a hash of the audit",
	"Line.SignHead":     "signs a number and a hash of the audit",
	"Desk.Seat":         "opens the body's key for its own member",
	"Desk.SignIn":       "opens the officer's own key",
	"Desk.SignOut":      "ends a session",
	"Desk.SetLanguages": "the officer's own account",
	"Desk.Languages":    "the officer's own account",
	"Line.EraseKept":    "takes tips away",
	"Desk.EraseListed":  "takes tips away",
	"Desk.EraseTip":     "takes a tip away; asks the table and the keys first",
	"Desk.KeepingOf":    "for how long a tip stays, to who has it by the table and the keys",
	"Desk.PutHoldOn":    "keeps a tip where it is",
	"Desk.LiftHoldOn":   "lets a tip be erased",
	"Desk.Handover":     "ids and times of the own body's queue, that the queue shows too",
	"Desk.Out":          "codes of a tip, to who works on it by the table and the keys",
	"Desk.MakeExport":   "a file of such codes, sealed to the tip itself",
	"Desk.Export":       "that file, to who may open the tip",
	"Desk.TakeExport":   "that file, to who made it, while the tip is that unit's",

	"Desk.AddShifts":      "officers and hours, no tips",
	"Desk.DropDay":        "officers and hours, no tips",
	"Desk.DropShift":      "officers and hours, no tips",
	"Desk.DutyOf":         "officers and hours of the own body, no tips",
	"Desk.SetContact":     "how an officer of the own body is reached",
	"Desk.SetDay":         "officers and hours, no tips",
	"Desk.NoticesOf":      "how the own body and those below are told, no tips; what is told counts lines of the body's own queue",
	"Desk.NoticeFailures": "codes of bodies and of failures",
	"Desk.SetWay":         "settings of the own body",
	"Desk.DropWay":        "settings of the own body",
	"Desk.TestWay":        "a message that says it is a test",
	"Desk.SavedViews":     "the officer's own words",
	"Desk.SaveView":       "the officer's own words",
	"Desk.DropView":       "the officer's own words",

	"Line.GiveFeedback": "what a reader writes about the site, sealed to the cell; no tip",
	"Desk.Feedback":     "addresses of pages that readers wrote about; no tips",
	"Desk.ReadFeedback": "what a reader wrote about the site, to the cell, or to editors after the cell; no tip",
	"Desk.HandFeedback": "the same, for editors",
	"Desk.EndFeedback":  "erases it",
	"Desk.Editors":      "names of editors",
}

func TestEveryWayIsWalked(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("the package's files: %v, %v", files, err)
	}
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || !fn.Name.IsExported() {
				continue
			}
			on := fn.Recv.List[0].Type
			if star, ok := on.(*ast.StarExpr); ok {
				on = star.X
			}
			if id, ok := on.(*ast.Ident); ok && (id.Name == "Line" || id.Name == "Desk") {
				found = append(found, id.Name+"."+fn.Name.Name)
			}
		}
	}
	walked := map[string]bool{}
	for _, w := range ways {
		for _, m := range w.methods {
			walked[m] = true
		}
	}
	for _, m := range found {
		if walked[m] == (harmless[m] != "") {
			t.Errorf("%s must stand either among the ways that a tip can travel or among the methods that give nothing away", m)
		}
	}
	for _, w := range ways {
		for _, m := range w.methods {
			if !slices.Contains(found, m) {
				t.Errorf("%s: there is no %s any more", w.name, m)
			}
		}
	}
	for m := range harmless {
		if !slices.Contains(found, m) {
			t.Errorf("there is no %s any more", m)
		}
	}
}

// trodden counts what the walks met: a walk where nobody is left out, or
// nothing is linked, proves nothing.
type trodden struct {
	took []atomic.Int64 // each way

	tips, leftOut, opened, links, near, planted, found, audited, requests, ties atomic.Int64
}

func TestNoWayLeadsToABodyToAvoid(t *testing.T) {
	conf, err := known()
	if err != nil {
		t.Fatal(err)
	}
	sum := &trodden{took: make([]atomic.Int64, len(ways))}
	all := seeds(t, 20, 60, 1000)
	t.Run("seeds", func(t *testing.T) {
		for _, seed := range all {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				w := newWalk(t, conf, seed, sum)
				w.walk()
				if t.Failed() {
					t.Logf("walk this way alone with PORTAL_TEST_SEED=%d: %s", seed, strings.Join(w.trail, "; "))
				}
			})
		}
	})
	t.Logf("%d walks: %d tips, %d times a body was left out of one, %d opened, %d links and %d near copies seen, %d rows planted", len(all),
		sum.tips.Load(), sum.leftOut.Load(), sum.opened.Load(), sum.links.Load(), sum.near.Load(), sum.planted.Load())
	if len(all) < 20 {
		return
	}
	for i, w := range ways {
		if sum.took[i].Load() == 0 {
			t.Errorf("nobody went this way: %s", w.name)
		}
	}
	for what, n := range map[string]*atomic.Int64{"body left out": &sum.leftOut, "tip opened": &sum.opened, "link": &sum.links, "near copy": &sum.near, "planted row": &sum.planted,
		"tip found": &sum.found, "line of the audit": &sum.audited, "request": &sum.requests, "tie": &sum.ties} {
		if n.Load() == 0 {
			t.Errorf("no %s in all the walks", what)
		}
	}
}
