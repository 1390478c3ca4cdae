package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mukti/tips"
)

// TestDoctorFindsEachFault: a sound deployment has none; each fault, planted
// one at a time, is said in one line.
func TestDoctorFindsEachFault(t *testing.T) {
	data := realFolder(t)
	sound := func() *Common {
		return &Common{Data: data, Public: "127.0.0.1:8080", Desk: "127.0.0.1:8081", Origin: "https://tips.example.in", DeskOrigin: "https://desk.example.in", Onion: "x.onion"}
	}
	if err := errors.Join(os.WriteFile(filepath.Join(data, unitsFile), []byte("code\n"), 0o600), os.Chmod(data, 0o700), os.Chmod(filepath.Join(data, keysFolder), 0o700),
		replaceFile(filepath.Join(data, backupStamp), time.Now().UTC().Format(time.RFC3339)+"\n")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(data, unitsFile)); err != nil {
		t.Fatal(err)
	}
	memory := func(free, swap int) func(string) ([]byte, error) {
		return func(string) ([]byte, error) {
			return fmt.Appendf(nil, "MemTotal: 4000000 kB\nMemAvailable: %d kB\nSwapTotal: %d kB\n", free, swap), nil
		}
	}
	h := opened(t, data, false)
	officer := func(id, role, body, state string) tips.Officer {
		return tips.Officer{ID: strings.Repeat(id, 32), Role: role, Body: body, State: state, Created: time.Now()}
	}
	people := func(os ...tips.Officer) {
		if err := h.db.ChangePeople(t.Context(), tips.PeopleChange{Officers: os, Event: tips.Event{At: time.Now(), Act: "test"}}); err != nil {
			t.Fatal(err)
		}
	}
	look := func(c *Common, read func(string) ([]byte, error), now time.Time) string {
		t.Helper()
		var f findings
		f.origins(c)
		f.folder(c.Data)
		f.machine(read)
		f.printer(t.Context(), c)
		if err := f.house(t.Context(), h, c, &doctorCmd{BackupsLive: 30}, now); err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, one := range f {
			if strings.ContainsAny(one.text, "\r\n") {
				t.Errorf("not one line: %q", one.text)
			}
			if one.fault {
				text += one.text + "\n"
			}
		}
		return text
	}
	now := time.Now()
	well := memory(3_000_000, 0)
	if got := look(sound(), well, now); !strings.Contains(got, "nobody of the national cell") {
		t.Errorf("an empty cell: %s", got)
	}
	people(officer("1", tips.RoleCell, "IN-NODAL", tips.OfficerActive))
	if got := look(sound(), well, now); !strings.Contains(got, "has one officer") {
		t.Errorf("one officer of the cell: %s", got)
	}
	people(officer("2", tips.RoleCell, "IN-NODAL", tips.OfficerActive), officer("3", tips.RoleAdministrator, "", tips.OfficerActive))
	if got := look(sound(), well, now); !strings.Contains(got, "Uttar Pradesh: choose") {
		t.Errorf("no layout: %s", got)
	}
	if err := os.WriteFile(filepath.Join(data, unitsFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := look(sound(), well, now); got != "" {
		t.Fatalf("a sound deployment has faults: %s", got)
	}
	for what, c := range map[string]struct {
		change func(*Common) (undo func())
		read   func(string) ([]byte, error)
		now    time.Time
		want   string
	}{
		"no origin":    {change: func(c *Common) func() { c.Origin = ""; return nil }, want: "--origin is not set"},
		"plain desk":   {change: func(c *Common) func() { c.DeskOrigin = "http://desk.example.in"; return nil }, want: "has no https"},
		"no printing":  {change: func(c *Common) func() { c.PDF = "false"; return nil }, want: "a print on trial failed"},
		"open port":    {change: func(c *Common) func() { c.Public = "0.0.0.0:80"; return nil }, want: "without a certificate"},
		"little room":  {read: memory(100_000, 0), want: "of memory are free"},
		"swap":         {read: memory(3_000_000, 1000), want: "swap is on"},
		"old backup":   {now: now.Add(8 * 24 * time.Hour), want: "days old"},
		"clock behind": {now: now.Add(-48 * time.Hour), want: "behind the audit"},
		"open key": {change: func(*Common) func() {
			path := filepath.Join(data, keysFolder, "pepper")
			os.Chmod(path, 0o644)
			return func() { os.Chmod(path, 0o600) }
		}, want: "chmod 0600"},
		"open folder": {change: func(*Common) func() {
			os.Chmod(data, 0o755)
			return func() { os.Chmod(data, 0o700) }
		}, want: "chmod 0700"},
		"links left": {change: func(*Common) func() {
			path := filepath.Join(data, "first-links.txt")
			os.WriteFile(path, nil, 0o600)
			return func() { os.Remove(path) }
		}, want: "first-links.txt is still there"},
		"no backup": {change: func(*Common) func() {
			path := filepath.Join(data, backupStamp)
			os.Rename(path, path+".away")
			return func() { os.Rename(path+".away", path) }
		}, want: "no backup was made"},
	} {
		t.Run(what, func(t *testing.T) {
			conf, read, at := sound(), well, now
			if c.change != nil {
				if undo := c.change(conf); undo != nil {
					defer undo()
				}
			}
			if c.read != nil {
				read = c.read
			}
			if !c.now.IsZero() {
				at = c.now
			}
			if got := look(conf, read, at); !strings.Contains(got, c.want) || strings.Count(got, "\n") != 1 {
				t.Errorf("said:\n%s", got)
			}
		})
	}
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(data, unitsFile)); err != nil {
		t.Fatal(err)
	}
	if out, _, code := command(t, "", "doctor", "--data", data); code != exitFault || !strings.Contains(out, "fault: --origin is not set") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestKeepTimesOfTheFlag(t *testing.T) {
	for text, want := range map[string]tips.KeepTimes{
		"":                      {},
		"acted=10d,false=never": {Acted: 240 * time.Hour, False: -1},
		" no-action=1d , ":      {NoAction: 24 * time.Hour},
		"passed-on=36500d":      {PassedOn: 36500 * 24 * time.Hour},
	} {
		faults := 0
		if got := (&Common{Keep: text}).keepTimes(func(string, ...any) { faults++ }); got != want || faults > 0 {
			t.Errorf("%q: %+v, %d faults", text, got, faults)
		}
	}
	for _, text := range []string{"acted", "acted=", "acted=0d", "acted=-1d", "acted=24h", "acted=36501d", "open=1d", "acted=1e3d"} {
		faults := 0
		(&Common{Keep: text}).keepTimes(func(string, ...any) { faults++ })
		if faults != 1 {
			t.Errorf("%q: %d faults", text, faults)
		}
	}
}

// TestTheListOfErasedSurvivesAPowerCut: half a line at its end is none, and the
// next line stands by itself.
func TestTheListOfErasedSurvivesAPowerCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "erased")
	a, b := strings.Repeat("a", 32), strings.Repeat("b", 32)
	l := must(openLedger(path))
	if err := errors.Join(l.Erased(a, time.Now()), l.Erased(a, time.Now())); err != nil {
		t.Fatal(err)
	}
	whole := must(os.ReadFile(path))
	for cut := 1; cut < len(whole); cut++ {
		if err := os.WriteFile(path, append(whole[:len(whole):len(whole)], whole[:cut]...), 0o600); err != nil {
			t.Fatal(err)
		}
		l := must(openLedger(path))
		if got := l.ids(listedTip); len(got) != 1 || got[0] != a {
			t.Fatalf("cut at %d: %v", cut, got)
		}
		if err := l.Erased(b, time.Now()); err != nil {
			t.Fatal(err)
		}
		if got := must(readLedger(path)); len(got) != 2 {
			t.Fatalf("cut at %d, then written on: %v", cut, got)
		}
	}
	if err := os.WriteFile(path, []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openLedger(path); err == nil {
		t.Error("a list that is none was read")
	}
}
