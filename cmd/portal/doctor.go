package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mukti/cmd/portal/public"
	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/sqlstore"
)

// doctorCmd is `portal doctor`.
type doctorCmd struct {
	BackupsLive int `help:"For how many days your backups are kept: what was erased lives on in them for so long." default:"30" placeholder:"DAYS"`
}

// Bounds of what doctor calls a fault. Source: house rules.
const (
	backupEvery = 7 * 24 * time.Hour
	leastMemory = 512 << 20 // bytes: a passphrase takes 64 MiB, one a core at once
	clockSlip   = 15 * time.Minute
)

// finding is one thing that doctor has to say.
type finding struct {
	fault bool // else something to know
	text  string
}

// findings collects them.
type findings []finding

func (f *findings) fault(format string, args ...any) {
	*f = append(*f, finding{true, fmt.Sprintf(format, args...)})
}

func (f *findings) note(format string, args ...any) {
	*f = append(*f, finding{false, fmt.Sprintf(format, args...)})
}

// Run prints what is wrong, a line each, and ends with 1 if anything is.
func (d *doctorCmd) Run(w *world, c *Common) error {
	var f findings
	f.origins(c)
	f.folder(c.Data)
	f.machine(os.ReadFile)
	f.printer(w.ctx, c)
	h, err := openHouse(w.ctx, c, c.logger(w), false)
	if err != nil {
		f.fault("the portal does not open: %v", err)
		return f.print(w)
	}
	err = f.house(w.ctx, h, c, d, time.Now())
	if err := errors.Join(err, h.db.Close()); err != nil {
		return err
	}
	return f.print(w)
}

func (f findings) print(w *world) error {
	faults := 0
	for _, one := range f {
		word := "know"
		if one.fault {
			word = "fault"
			faults++
		}
		if _, err := fmt.Fprintf(w.stdout, "%s: %s\n", word, one.text); err != nil {
			return err
		}
	}
	if faults > 0 {
		return errFaults
	}
	_, err := fmt.Fprintln(w.stdout, "no fault was found")
	return err
}

// origins: what is typed into a page without encryption is read on the way.
func (f *findings) origins(c *Common) {
	for _, o := range []struct{ flag, origin, listen string }{{"origin", c.Origin, c.Public}, {"desk-origin", c.DeskOrigin, c.Desk}} {
		switch {
		case o.listen == "":
		case o.origin == "":
			f.fault("--%s is not set: the site answers as http://localhost and nobody else can use it safely", o.flag)
		case !strings.HasPrefix(o.origin, "https://") && !strings.HasSuffix(o.origin, ".onion"):
			f.fault("--%s %s has no https: what is told can be read on the way", o.flag, o.origin)
		}
	}
	for _, l := range []struct{ flag, listen string }{{"public", c.Public}, {"desk", c.Desk}} {
		if host := strings.TrimSuffix(l.listen, portOf(l.listen)); l.listen != "" && c.Cert == "" && !strings.HasPrefix(host, "127.") && host != "localhost:" && host != "[::1]:" {
			f.fault("--%s %s listens to the network without a certificate: put a proxy before 127.0.0.1, or give --cert and --key", l.flag, l.listen)
		}
	}
	if c.Public != "" && c.Onion == "" {
		f.note("no --onion: who must hide from the own network that this site was visited has no way in (deploy/torrc)")
	}
}

// printer: a browser that cannot print is said here, and not to readers one by
// one.
func (f *findings) printer(ctx context.Context, c *Common) {
	if c.PDF == "" {
		return
	}
	p := public.Printer{Program: c.PDF}
	if _, err := p.PDF(ctx, []byte("<!DOCTYPE html><title>A print</title><p>A print.")); err != nil {
		f.fault("--pdf %s: a print on trial failed: %s", c.PDF, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
}

func portOf(listen string) string { return listen[strings.LastIndexByte(listen, ':')+1:] }

// folder: who else on the machine may read, and what is left lying there.
func (f *findings) folder(data string) {
	f.mode(data, 0o700)
	f.mode(filepath.Join(data, keysFolder), 0o700)
	f.mode(filepath.Join(data, databaseFile), 0o600)
	keys, err := os.ReadDir(filepath.Join(data, keysFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.fault("%s cannot be read: %v", filepath.Join(data, keysFolder), unwrapPath(err))
	}
	for _, k := range keys {
		f.mode(filepath.Join(data, keysFolder, k.Name()), 0o600)
	}
	if _, err := os.Stat(filepath.Join(data, "first-links.txt")); err == nil {
		f.fault("%s is still there: delete it when its links are used; the first carries the cell's key", filepath.Join(data, "first-links.txt"))
	}
	if _, err := os.Stat(filepath.Join(data, unitsFile)); errors.Is(err, fs.ErrNotExist) {
		f.fault("Uttar Pradesh: choose the layout of its units: the published table of 35 units is in use, an order of 20.10.2020 as reported gave each of the 75 districts its own. "+
			"Put layouts/%s as %s into the data folder, or a %s with the header alone to stay with the table", strings.Join(ahtu.Layouts(), ", "), unitsFile, unitsFile)
	}
}

func (f *findings) mode(path string, most fs.FileMode) {
	info, err := os.Stat(path)
	if err != nil {
		return // what is missing is said when the portal is opened
	}
	if info.Mode().Perm()&^most != 0 {
		f.fault("%s has mode %04o: others on this machine may come at it; chmod %04o", path, info.Mode().Perm(), most)
	}
}

// machine: memory, swap, the user. read is os.ReadFile; a test gives its own.
func (f *findings) machine(read func(string) ([]byte, error)) {
	text, err := read("/proc/meminfo")
	if err != nil {
		f.note("memory and swap cannot be looked at on this system")
		return
	}
	size := map[string]int64{}
	for lines := bufio.NewScanner(strings.NewReader(string(text))); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) >= 2 {
			n, err := strconv.ParseInt(fields[1], 10, 64)
			if err == nil {
				size[strings.TrimSuffix(fields[0], ":")] = n << 10
			}
		}
	}
	if n := size["MemAvailable"]; n < leastMemory {
		f.fault("%d MiB of memory are free: signing in and opening numbers need %d MiB", n>>20, leastMemory>>20)
	}
	if size["SwapTotal"] > 0 {
		f.fault("swap is on: opened keys and words may be written to it; switch it off or encrypt it (deploy/mukti.service forbids it to the portal)")
	}
	if os.Geteuid() == 0 {
		f.note("this runs as root: give the portal a user of its own (deploy/mukti.service)")
	}
}

// house: what the opened portal says of itself.
func (f *findings) house(ctx context.Context, h *house, c *Common, d *doctorCmd, now time.Time) error {
	if err := h.db.Ready(ctx); err != nil {
		f.fault("the database: %v", err)
	}
	if free, _, reserve, ok := h.db.Room(); ok && free < reserve {
		f.fault("the disk has %d MiB free: files are refused, the rest is kept for words", free>>20)
	} else if ok && free < 2*reserve {
		f.note("the disk has %d MiB free: below %d MiB files are refused", free>>20, reserve>>20)
	}
	if size, err := h.db.LogSize(); err != nil {
		return err
	} else if size > sqlstore.LogAtMost {
		f.fault("the database's log has %d MiB: a reader that never ends keeps it from being moved", size>>20)
	}
	f.backups(h.data, d, now)
	f.keepTimes(c.keptFor())
	if err := f.clock(ctx, h, now); err != nil {
		return err
	}
	return f.people(ctx, h)
}

func (f *findings) backups(data string, d *doctorCmd, now time.Time) {
	text, err := os.ReadFile(filepath.Join(data, backupStamp))
	at, parsed := time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.fault("no backup was made: `portal backup --to age1… FILE`")
	case err != nil || parsed != nil:
		f.fault("%s cannot be read", filepath.Join(data, backupStamp))
	case now.Sub(at) > backupEvery:
		f.fault("the last backup is %d days old", int(now.Sub(at).Hours()/24))
	}
	f.note("what was erased lives on in backups for the %d days that they are kept (--backups-live): destroy older ones", d.BackupsLive)
	if info, err := os.Stat(filepath.Join(data, keysFolder, erasedFile)); err == nil && info.ModTime().After(at) {
		f.note("%s has grown since the last backup: copy it, a restore needs the newest", filepath.Join(data, keysFolder, erasedFile))
	}
	if _, err := os.Stat(filepath.Join(data, backupCopy)); err == nil {
		f.note("%s: a backup is being made, or was killed; the portal clears it away", filepath.Join(data, backupCopy))
	}
}

func (f *findings) keepTimes(k tips.KeepTimes) {
	for _, outcome := range tips.Outcomes() {
		switch keep, ends := k.Of(outcome); {
		case !ends:
			f.note("--keep: tips closed as %s are never erased", outcome)
		case keep < tips.LeastKept:
			f.note("--keep: tips closed as %s go after %d days; DPDP Rules, 2025, rule 8(3), speak of a year: ask your lawyers whether that binds you", outcome, int(keep.Hours()/24))
		}
	}
}

// clock: one that went back would put off every deadline.
func (f *findings) clock(ctx context.Context, h *house, now time.Time) error {
	last, err := h.db.LastEvent(ctx)
	if err != nil {
		return err
	}
	if last.Sub(now) > clockSlip {
		f.fault("this machine's clock (%s) is behind the audit (%s): deadlines are not kept", now.UTC().Format(time.RFC3339), last.Format(time.RFC3339))
	}
	return nil
}

func (f *findings) people(ctx context.Context, h *house) error {
	officers, err := h.db.Officers(ctx)
	if err != nil {
		return err
	}
	bodies, err := h.db.Bodies(ctx)
	if err != nil {
		return err
	}
	active := map[string]int{}
	admins := 0
	for _, o := range officers {
		if o.State == tips.OfficerActive && o.Body != "" {
			active[o.Body]++
		}
		if o.State == tips.OfficerActive && o.Role == tips.RoleAdministrator {
			admins++
		}
	}
	switch active[ahtu.Cell] {
	case 0:
		f.fault("nobody of the national cell is enrolled: what no unit reads, nobody reads")
	case 1:
		f.fault("the national cell has one officer: who is lost with the passphrase loses what the cell alone can open; enrol a second")
	}
	if admins == 1 {
		f.note("there is one administrator: an invitation needs no second person until there are two")
	}
	slices.SortFunc(bodies, func(a, b tips.Body) int { return strings.Compare(a.Code, b.Code) })
	for _, b := range bodies {
		if b.Code != ahtu.Cell && active[b.Code] == 0 {
			f.fault("%s has a key and nobody who is enrolled: its tips wait for the body above", b.Code)
		}
	}
	return nil
}
