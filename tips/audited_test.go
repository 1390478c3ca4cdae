package tips_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// audited says of each method of the line and the desk by which entries of the
// audit one learns that it was used. A method that stands neither here nor in
// [unaudited] fails.
var audited = map[string]string{
	"Desk.Again":                "officer.again-refused",
	"Desk.Agree":                "two.agreed two.refused two.withdrawn two.done",
	"Desk.Ask":                  "letter.sent question.sent",
	"Desk.AuditOf":              "audit.read",
	"Desk.CleanFile":            "file.clean",
	"Desk.Close":                "tip.closed",
	"Desk.Confirm":              "officer.confirmed tip.handed",
	"Desk.ConfirmKey":           "body.key-turned",
	"Desk.Disable":              "officer.disabled",
	"Desk.Done":                 "two.done",
	"Desk.Enrol":                "officer.enrolled",
	"Desk.File":                 "file.read",
	"Desk.Find":                 "find.searched find.read",
	"Desk.FirstStart":           "body.opened",
	"Desk.ForgetFind":           "find.forgotten",
	"Desk.Invite":               "officer.invited",
	"Desk.InviteAgreed":         "officer.invited two.done",
	"Desk.InviteAs":             "officer.invited two.asked",
	"Desk.Links":                "links.read",
	"Desk.MakeKit":              "body.kit-made",
	"Desk.MakeNextKey":          "body.key-made body.key-turned",
	"Desk.NewKey":               "body.key-lost",
	"Desk.Open":                 "tip.read",
	"Desk.OpenFind":             "find.opened",
	"Desk.Propose":              "two.asked",
	"Desk.Queue":                "queue.read tip.handed",
	"Desk.Redrawn":              "file.redrawn",
	"Desk.Same":                 "tip.same",
	"Desk.Separate":             "tip.separated",
	"Desk.SignIn":               "officer.signed-in officer.sign-in-refused",
	"Desk.SignOut":              "officer.signed-out",
	"Desk.Take":                 "tip.taken",
	"Desk.Transfer":             "tip.transferred",
	"Desk.UseKit":               "body.kit-used body.kit-refused",
	"Line.Clarify":              "tip.clarified tip.unmarked",
	"Line.EraseContact":         "contact.erased",
	"Line.FinishFiles":          "files.received",
	"Line.FinishMore":           "files.received",
	"Line.Run":                  "tip.escalated tip.untaken tip.overdue",
	"Line.SignHead":             "audit.head",
	"Line.Submit":               "tip.received",
	"Line.Sweep":                "tip.escalated tip.untaken tip.overdue",
	"Line.Write":                "letter.received",
	"Line.WriteBy":              "letter.received",
	"Desk.AddPasskey":           "officer.passkey-added",
	"Desk.AddRemark":            "tip.noted",
	"Desk.AddShifts":            "duty.set",
	"Desk.Answer":               "request.answered",
	"Desk.AnswerAsked":          "reading.answered",
	"Desk.AskReader":            "reading.asked",
	"Desk.AskedFile":            "reading.file",
	"Desk.Blurred":              "file.blurred",
	"Desk.Board":                "board.read",
	"Desk.ByState":              "cell.read",
	"Desk.ChangePassphrase":     "officer.passphrase-changed",
	"Desk.Decline":              "tip.closed",
	"Desk.Doubt":                "tip.doubted two.asked",
	"Desk.DropDay":              "duty.set",
	"Desk.DropPrepared":         "release.dropped",
	"Desk.DropShift":            "duty.set",
	"Desk.DropWay":              "notice.set",
	"Desk.EndRequest":           "request.ended",
	"Desk.EndSessionsElsewhere": "officer.sessions-ended",

	"Desk.EraseListed":         "tip.erased",
	"Desk.EraseTip":            "two.asked",
	"Desk.Export":              "tip.export-read",
	"Desk.Handover":            "handover.made",
	"Desk.Join":                "tip.same",
	"Desk.Later":               "tip.later",
	"Desk.LiftHoldOn":          "tip.hold-lifted tip.lift-asked",
	"Desk.MakeExport":          "tip.export-made two.asked",
	"Desk.Out":                 "tip.out-read",
	"Desk.Prepare":             "release.prepared",
	"Desk.Print":               "tip.printed",
	"Desk.Publish":             "two.asked",
	"Desk.PutBack":             "tip.put-back",
	"Desk.PutHoldOn":           "tip.held tip.hold-asked",
	"Desk.ReadAsked":           "reading.opened",
	"Desk.RemoveAuthenticator": "officer.authenticator-removed",
	"Desk.RemovePasskey":       "officer.passkey-removed",
	"Desk.Reopen":              "tip.reopened",
	"Desk.Request":             "request.made",
	"Desk.Requests":            "requests.read",
	"Desk.Return":              "tip.returned",
	"Desk.See":                 "file.seen",
	"Desk.SetAuthenticator":    "officer.authenticator-set",
	"Desk.SetContact":          "duty.set",
	"Desk.SetDay":              "duty.set",
	"Desk.SetLanguages":        "officer.languages",
	"Desk.SetWay":              "notice.set",
	"Desk.SignInWithPasskey":   "officer.signed-in officer.sign-in-refused",
	"Desk.StopReader":          "reading.ended",
	"Desk.TakeCodes":           "officer.codes-made",
	"Desk.TakeExport":          "tip.exported two.done",
	"Desk.TestWay":             "notice.tested",
	"Desk.TickSteps":           "step.done step.undone",
	"Desk.Tie":                 "tie.made tip.tied",
	"Desk.Untie":               "tie.ended",
	"Line.EraseKept":           "tip.erased",

	"Desk.ReadFeedback": "feedback.read",
	"Desk.HandFeedback": "feedback.handed",
	"Desk.EndFeedback":  "feedback.erased",
}

// unaudited are the methods that leave no entry, and why none is needed.
var unaudited = map[string]string{
	"Desk.Accounts":       "names and states of accounts that the officer may see; nothing of a tip",
	"Desk.Agreed":         "the officer's own proposal",
	"Desk.DailyHead":      "made to be given away",
	"Desk.DailyHeads":     "made to be given away",
	"Desk.EndSessions":    "part of signing out, disabling and idling, which have entries",
	"Desk.FileHeadOf":     "before a file is given out, which has an entry; the tip was opened before it",
	"Desk.FindState":      "counts of what the session opened itself",
	"Desk.HasKit":         "whether a kit was made",
	"Desk.Invitation":     "the newcomer's own link; using it has an entry",
	"Desk.KeepFind":       "what the officer typed, in the officer's own memory",
	"Desk.KeptFind":       "what the officer typed, in the officer's own memory",
	"Desk.Lost":           "whether the own body's key is lost",
	"Desk.MayGet":         "which bodies a tip may go to, on the page of a tip that was opened",
	"Desk.NeedsTwo":       "counts officers",
	"Desk.NextKeys":       "keys that wait to be confirmed; confirming has an entry",
	"Desk.OwnNextKey":     "the own body's next key",
	"Desk.Pending":        "newcomers who wait; confirming has an entry",
	"Desk.Proposed":       "what waits for a second person; agreeing has an entry",
	"Desk.Reading":        "which bodies are enrolled",
	"Desk.Seat":           "each request: what it does has an entry",
	"Desk.Stop":           "wipes memory as the portal ends",
	"Line.AddFile":        "the tipster's; finishing has an entry",
	"Line.Close":          "stops the line",
	"Line.Forget":         "the tipster's own page",
	"Line.ForgetMarks":    "drops keyed hashes as their key goes",
	"Line.LastHead":       "made to be given away",
	"Line.Leave":          "the tipster's: nothing is to show when a number was looked at",
	"Line.Look":           "the tipster's: nothing is to show when a number was looked at",
	"Line.MoreByNumber":   "the tipster's; finishing has an entry",
	"Line.MoreBySent":     "the tipster's; finishing has an entry",
	"Line.OpenNumber":     "the tipster's: nothing is to show when a number was looked at",
	"Line.Reading":        "which bodies are enrolled",
	"Line.ReadsIn":        "in which States somebody is enrolled",
	"Line.Sent":           "the tipster's own page",
	"Line.View":           "the tipster's: nothing is to show when a number was looked at",
	"Desk.Account":        "the officer's own account",
	"Desk.AskPasskey":     "draws a challenge; signing in has an entry",
	"Desk.Asked":          "what waits for this officer; opening one has an entry",
	"Desk.AskedFileHead":  "before a file is given out, which has an entry",
	"Desk.CheckPass":      "a pass for what was asked for with an entry",
	"Desk.Codes":          "the officer's own codes, in the session that drew them",
	"Desk.CountViews":     "counts of the own queue, whose page has an entry",
	"Desk.DropView":       "the officer's own",
	"Desk.DutyOf":         "the own body's table",
	"Desk.EnrolCodes":     "draws recovery codes; enrolling has an entry",
	"Desk.FindTip":        "an id of the own body's by its beginning",
	"Desk.Flows":          "part of the cell's page, which has an entry",
	"Desk.KeepingOf":      "for how long a tip that was opened is kept; nothing of it is opened",
	"Desk.Languages":      "the officer's own",
	"Desk.ListReleases":   "what is or will be public",
	"Desk.NewCodes":       "draws recovery codes; taking them has an entry",
	"Desk.NewFactor":      "draws a secret; setting it has an entry",
	"Desk.NoticeFailures": "classes of failure",
	"Desk.NoticesOf":      "the own body's settings without their secrets",
	"Desk.Readers":        "names of officers, on the page of a tip that was opened",
	"Desk.Releasable":     "names of quarters and years",
	"Desk.SaveView":       "the officer's own",
	"Desk.SavedViews":     "the officer's own",
	"Desk.Seen":           "what was asked for with an entry",
	"Line.Statistics":     "what is public",
	"Desk.Enrolled":       "finds what a link was used for; using it has an entry",
	"Line.GiveFeedback":   "a reader's: nothing of an officer's",
	"Desk.Feedback":       "addresses of pages; opening one has an entry",
	"Desk.Editors":        "names of editors",
}

// source is what the package's functions say and call, by name: enough to see
// that an entry can come of a method at all.
type source struct {
	methods []string                   // exported, of Line and Desk
	calls   map[string]map[string]bool // by function's or method's name
	says    map[string]map[string]bool // string literals
}

func readSource(t *testing.T) source {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("the package's files: %v, %v", files, err)
	}
	s := source{calls: map[string]map[string]bool{}, says: map[string]map[string]bool{}}
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
			if !ok {
				continue
			}
			key := on(fn) + fn.Name.Name
			if fn.Name.IsExported() && (on(fn) == "Line." || on(fn) == "Desk.") {
				s.methods = append(s.methods, key)
			}
			calls, says := map[string]bool{}, map[string]bool{}
			ast.Inspect(fn, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					switch f := n.Fun.(type) {
					case *ast.Ident:
						calls[f.Name] = true
					case *ast.SelectorExpr:
						calls[f.Sel.Name] = true
					}
				case *ast.BasicLit:
					if v, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
						says[v] = true
					}
				}
				return true
			})
			s.calls[key], s.says[key] = calls, says
		}
	}
	return s
}

// on is what a method is on, with a dot; "" for a function.
func on(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return ""
	}
	typ := fn.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if id, ok := typ.(*ast.Ident); ok {
		return id.Name + "."
	}
	return "."
}

// reached are the names of all functions that a method can come to.
func (s source) reached(method string) map[string]bool {
	byName := map[string][]string{}
	for key := range s.calls {
		byName[key[strings.LastIndex(key, ".")+1:]] = append(byName[key[strings.LastIndex(key, ".")+1:]], key)
	}
	seen, names, left := map[string]bool{}, map[string]bool{}, []string{method}
	for len(left) > 0 {
		key := left[0]
		left = left[1:]
		if seen[key] {
			continue
		}
		seen[key] = true
		for called := range s.calls[key] {
			names[called] = true
			left = append(left, byName[called]...)
		}
	}
	for key := range seen {
		names[key] = true
	}
	return names
}

func TestEveryActIsAudited(t *testing.T) {
	s := readSource(t)
	for _, m := range s.methods {
		acts, reason := audited[m], unaudited[m]
		if (acts == "") == (reason == "") {
			t.Errorf("%s must name its entries of the audit, or why it has none", m)
			continue
		}
		names := s.reached(m)
		for act := range strings.FieldsSeq(acts) {
			found := false
			for key := range s.says {
				found = found || names[key] && s.says[key][act]
			}
			if !found {
				t.Errorf("%s: nothing that it calls says %q", m, act)
			}
		}
	}
	for _, list := range []map[string]string{audited, unaudited} {
		for m := range list {
			if !slices.Contains(s.methods, m) {
				t.Errorf("there is no %s any more", m)
			}
		}
	}
	// A control: what has no entry is told from what has one.
	if names := s.reached("Desk.FindState"); names["Append"] || names["Change"] {
		t.Error("everything reaches everything: the test proves nothing")
	}
}
