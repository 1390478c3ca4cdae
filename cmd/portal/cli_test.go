package main

import (
	"database/sql"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTriageOfTheAcceptance(t *testing.T) {
	in := `{"id":"1","language":"hi","account":"` + mathuraAccount + `","place":{"text":"मथुरा"},"signs":["locked-in","being-moved"],"when":"now","children":"yes"}` + "\n"
	out, errs, code := command(t, in, "triage", "--data", t.TempDir())
	var got judged
	if code != exitDone || json.Unmarshal([]byte(out), &got) != nil {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if got.ID != "1" || got.Unit != "UP-AGRA" || got.Urgency != "immediate" || !slices.Equal(got.Copies, []string{"DL-AHTB"}) ||
		!slices.Equal(got.Chain, []string{"UP-AGRA", "UP-AHTB", "IN-NODAL"}) || got.District != 167 || got.DistrictName != "Mathura" {
		t.Errorf("got %+v", got)
	}
	for _, r := range got.Reasons {
		if r.Source == "" {
			t.Errorf("reason %s has no source", r.Rule)
		}
	}
	if len(got.Reasons) == 0 {
		t.Error("no reasons")
	}
}

func TestTriageExplainsItselfInTheReadersLanguage(t *testing.T) {
	in := `{"id":"7","account":"` + mathuraAccount + `, फ़ोन 98390 11223","signs":["locked-in"],"avoid":["local"]}
{"account":"What is the punishment for trafficking?"}
{"account":"Hamirpur se do bachche gayab hain"}
`
	for lang, want := range map[string][]string{
		"en": {"Tip 7: Immediate", "Place: Mathura, Uttar Pradesh", "Goes to: State bureau (AHTB), Uttar Pradesh (UP-AHTB) →",
			"Copies: State bureau (AHTB), Delhi (DL-AHTB)", "Kept from:", "Makes it immediate by itself", "Seen in the tip: ",
			"Source of the rule: ", "Named: Phone 98…223", "Tip 2: Information", "place not known", "Tip 3: Urgent", "Himachal Pradesh"},
		"hi": {"सूचना 7: तत्काल", "मथुरा, उत्तर प्रदेश", "अकेला ही तत्काल बनाता है", "फ़ोन 98…223", "हिमाचल प्रदेश"},
	} {
		out, errs, code := command(t, in, "triage", "--explain", "--lang", lang, "--data", t.TempDir())
		if code != exitDone || strings.Contains(out, "⟦") {
			t.Fatalf("%s: %d %s %s", lang, code, out, errs)
		}
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%s: does not say %q:\n%s", lang, w, out)
			}
		}
	}
	if _, errs, code := command(t, in, "triage", "--explain", "--lang", "xx", "--data", t.TempDir()); code != exitUsage || !strings.Contains(errs, "--lang xx") {
		t.Errorf("an unknown language: %d %s", code, errs)
	}
}

func TestTriageTakesOddLinesAsFarAsTheyGo(t *testing.T) {
	deep := strings.Repeat("[", 10_000)
	for name, c := range map[string]struct {
		in         string
		out        int // lines
		errs, want int
	}{
		"nothing":           {"", 0, 0, exitDone},
		"blank lines":       {"\n\r\n \n", 0, 0, exitDone},
		"no newline":        {`{"account":"x"}`, 1, 0, exitDone},
		"unknown field":     {`{"account":"x","colour":"red"}`, 1, 1, exitDone},
		"wrong types":       {`{"account":7,"count":"many","signs":"x","place":[]}`, 1, 3, exitDone},
		"null everywhere":   {`{"account":null,"place":null,"signs":null}`, 1, 0, exitDone},
		"no JSON, then one": {"hello\n{\"id\":7}\n", 1, 1, exitFault},
		"an array":          {`[]`, 0, 1, exitFault},
		"two on a line":     {`{} {}`, 0, 1, exitFault},
		"deep":              {`{"account":` + deep, 0, 1, exitFault},
		"not UTF-8":         {"{\"account\":\"\xff\"}", 0, 1, exitFault},
		"NUL":               {`{"account":"a\u0000b"}`, 1, 0, exitDone},
		"two megabytes":     {`{"account":"` + strings.Repeat("a", 2<<20) + `"}`, 0, 1, exitFault},
		"a long account":    {`{"account":"` + strings.Repeat("a ", 20_000) + `"}`, 1, 1, exitDone},
		"duplicate keys":    {`{"account":"a","account":"b"}`, 1, 0, exitDone},
	} {
		t.Run(name, func(t *testing.T) {
			out, errs, code := command(t, c.in, "triage", "--data", t.TempDir())
			if code != c.want || strings.Count(out, "\n") != c.out || strings.Count(errs, "\n") != c.errs {
				t.Errorf("exit %d\nout %.300s\nerrs %.300s", code, out, errs)
			}
			for line := range strings.Lines(errs) {
				if !strings.HasPrefix(line, "stdin:") {
					t.Errorf("no line number: %.200s", line)
				}
			}
		})
	}
}

func TestUnitsAsPublished(t *testing.T) {
	out, _, code := command(t, "", "units", "--state", "up", "--data", t.TempDir())
	var got []unit
	if code != exitDone || json.Unmarshal([]byte(out), &got) != nil {
		t.Fatal(code, out)
	}
	units, districts := 0, 0
	for _, u := range got {
		if u.State != "UP" {
			t.Errorf("%s is of %s", u.Code, u.State)
		}
		if u.Kind == "unit" {
			units++
			districts += len(u.Districts)
			if u.Basis != "published" || u.Source == "" {
				t.Errorf("%s: basis %s, source %q", u.Code, u.Basis, u.Source)
			}
		}
	}
	if units != 35 || districts != 75 {
		t.Errorf("%d units over %d districts, want 35 over 75", units, districts)
	}
}

func TestSearchFindsTheAdvisory(t *testing.T) {
	for _, c := range []struct{ lang, words, paragraph string }{{"en", "placement agencies", "p2.vi"}, {"hi", "मानव तस्करी", ""}, {"en", "15011/36/2022", ""}} {
		out, errs, code := command(t, "", "search", "--lang", c.lang, c.words)
		var got struct {
			Hits []struct{ Slug, Paragraph, Lang string }
		}
		if code != exitDone || json.Unmarshal([]byte(out), &got) != nil || len(got.Hits) == 0 {
			t.Fatalf("%s: %d %s%s", c.words, code, out, errs)
		}
		h := got.Hits[0]
		if h.Slug != "2024-03-04-child-labour" || h.Lang != c.lang || c.paragraph != "" && h.Paragraph != c.paragraph {
			t.Errorf("%s finds %+v first", c.words, h)
		}
	}
}

func TestTheSearchIsMeasuredOnAJudgedCollection(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"docs.jsonl":  `{"id":"a","title":"","text":"Bonded labour in brick kilns"}` + "\n" + `{"id":"b","title":"","text":"बच्चों से भीख मँगवाना"}` + "\n",
		"queries.tsv": "1\tbrick kiln\n2\tभीख\n",
		"qrels.txt":   "1 0 a 1\n2 0 b 1\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := filepath.Join(dir, "run.txt")
	out, errs, code := command(t, "", "search", "--evaluate", dir, "--run", run)
	if code != exitDone || !strings.Contains(out, "1.0000") && !strings.Contains(out, "1.000") {
		t.Errorf("%d %s%s", code, out, errs)
	}
	if text, err := os.ReadFile(run); err != nil || !strings.HasPrefix(string(text), "1 Q0 a 1 ") {
		t.Errorf("the run: %q, %v", text, err)
	}
}

// TestWrongUsageIsSaidInOneLine: what an operator does wrong is said in a line
// that names what to do, with exit 2 for usage and 1 for the rest.
func TestWrongUsageIsSaidInOneLine(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	busy := must(net.Listen("tcp", "127.0.0.1:0"))
	defer busy.Close()
	for name, c := range map[string]struct {
		args []string
		want string
		code int
	}{
		"no command":          {nil, "expected one of", exitUsage},
		"unknown command":     {[]string{"fly"}, "unexpected argument fly", exitUsage},
		"unknown flag":        {[]string{"serve", "--colour"}, "unknown flag --colour", exitUsage},
		"nothing to serve":    {[]string{"serve", "--public", "", "--desk", ""}, "nothing to serve", exitUsage},
		"address":             {[]string{"serve", "--public", "here"}, "want HOST:PORT", exitUsage},
		"origin":              {[]string{"serve", "--origin", "tips.example.in"}, "want https://HOST", exitUsage},
		"key without cert":    {[]string{"serve", "--key", file}, "belong together", exitUsage},
		"PostgreSQL":          {[]string{"serve", "--database", "postgres://x"}, "not built in yet", exitUsage},
		"port in use":         {[]string{"serve", "--public", busy.Addr().String(), "--desk", "127.0.0.1:0"}, "address already in use", exitFault},
		"folder is a file":    {[]string{"serve", "--data", file}, "data folder cannot be made", exitFault},
		"no database":         {[]string{"verify", "--data", filepath.Join(dir, "empty")}, "no database here", exitFault},
		"no such State":       {[]string{"units", "--state", "XX"}, "no such State", exitUsage},
		"no such unit":        {[]string{"officer", "invite", "--data", filepath.Join(dir, "empty"), "--unit", "X", "--role", "officer", "--name", "n"}, "no database here", exitFault},
		"no such day":         {[]string{"units", "--on", "yesterday"}, "want a day as", exitUsage},
		"missing config":      {[]string{"units", "--config", filepath.Join(dir, "none.toml")}, "cannot be read", exitUsage},
		"nothing to look for": {[]string{"search"}, "say what to look for", exitUsage},
		"words to evaluate":   {[]string{"search", "--evaluate", dir, "x"}, "leave out the words", exitUsage},
		"a run of nothing":    {[]string{"search", "--run", file, "x"}, "goes with --evaluate", exitUsage},
		"an empty collection": {[]string{"search", "--evaluate", dir}, "docs.jsonl", exitFault},
		"library not there":   {[]string{"search", "--library", filepath.Join(dir, "none"), "x"}, "not a folder", exitFault},
		"demo on real folder": {[]string{"serve", "--demo", "--data", realFolder(t)}, "holds a real portal", exitFault},
	} {
		t.Run(name, func(t *testing.T) {
			args := c.args
			if len(args) > 0 && args[0] == "serve" && !slices.Contains(args, "--data") {
				args = append(slices.Clone(args), "--data", filepath.Join(t.TempDir(), "var"))
			}
			out, errs, code := command(t, "", args...)
			if code != c.code || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") > 3 || strings.Contains(errs, "goroutine") {
				t.Errorf("exit %d, said:\n%s%s", code, out, errs)
			}
		})
	}
}

// realFolder is a folder with a portal's database in it.
func realFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	h := must(openHouse(t.Context(), &Common{Data: dir, Public: ":1", Desk: ":2"}, (&Common{}).logger(&world{stderr: &safeBuffer{}}), true))
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestEveryFaultOfTheConfigurationAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "portal.toml")
	text := "public = 8080\ncolour = \"red\"\nlanguages = \"en\"\n\n[desk]\nx = 1\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs, code := command(t, "", "units", "--config", path)
	for _, want := range []string{path + `:1: "public" wants a string`, path + `:2: unknown key "colour"`, path + `:3: "languages" wants a list`, path + `:5: "desk" wants a string`} {
		if !strings.Contains(errs, want) {
			t.Errorf("not said: %s\n%s", want, errs)
		}
	}
	if code != exitUsage {
		t.Errorf("exit %d", code)
	}
	if err := os.WriteFile(path, []byte("origin = \"https://x.example\"\npublic = \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, _ := command(t, "", "units", "--config", path); !strings.Contains(errs, path+":2:") {
		t.Errorf("a fault of syntax without its line: %s", errs)
	}
	if err := os.WriteFile(path, []byte("origin = \"nonsense\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := command(t, "", "serve", "--config", path, "--data", filepath.Join(t.TempDir(), "v")); code != exitUsage || !strings.Contains(errs, "--origin") {
		t.Errorf("the file's value is not used: %d %s", code, errs)
	}
	t.Setenv("PORTAL_ORIGIN", "https://ok.example")
	if _, errs, _ := command(t, "", "serve", "--config", path, "--data", filepath.Join(t.TempDir(), "v"), "--public", "no"); strings.Contains(errs, "--origin") {
		t.Errorf("the environment does not win over the file: %s", errs)
	}
}

func TestLostKeysAreNotReplaced(t *testing.T) {
	for _, key := range []string{"pepper", "marks", "audit"} {
		dir := realFolder(t)
		if err := os.Remove(filepath.Join(dir, keysFolder, key)); err != nil {
			t.Fatal(err)
		}
		_, errs, code := command(t, "", "serve", "--data", dir, "--public", "127.0.0.1:0", "--desk", "")
		if code != exitFault || !strings.Contains(errs, "put it back") {
			t.Errorf("%s lost: %d %s", key, code, errs)
		}
		if _, err := os.Stat(filepath.Join(dir, keysFolder, key)); err == nil {
			t.Errorf("%s was made anew: every box would be closed for ever", key)
		}
	}
	dir := realFolder(t)
	if err := os.WriteFile(filepath.Join(dir, keysFolder, "pepper"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := command(t, "", "verify", "--data", dir); code != exitFault || !strings.Contains(errs, "damaged") {
		t.Errorf("a damaged key: %d %s", code, errs)
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	dir := realFolder(t)
	db := must(sql.Open("sqlite3", filepath.Join(dir, databaseFile)))
	if _, err := db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999999, 1)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	_, errs, code := command(t, "", "serve", "--data", dir, "--public", "127.0.0.1:0", "--desk", "")
	if code != exitFault || !strings.Contains(errs, "newer") || strings.Count(errs, "\n") != 1 {
		t.Errorf("%d %s", code, errs)
	}
}

func TestVerifyFindsAnEditedAudit(t *testing.T) {
	dir := realFolder(t)
	c := start(t, dir) // makes the first accounts: events to edit
	if err := c.stop(); err != nil {
		t.Fatal(err)
	}
	if out, errs, code := command(t, "", "verify", "--data", dir); code != exitDone {
		t.Fatalf("a whole database: %d %s%s", code, out, errs)
	}
	db := must(sql.Open("sqlite3", filepath.Join(dir, databaseFile)))
	if _, err := db.Exec(`UPDATE events SET actor = 'nobody' WHERE seq = 2`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if out, _, code := command(t, "", "verify", "--data", dir); code != exitFault || out == "" {
		t.Errorf("an edited audit: %d %s", code, out)
	}
}
