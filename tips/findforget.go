package tips

import (
	"context"
	"errors"
	"time"

	"mukti/tips/vault"
)

// pruneEvery is how often memories are looked through for sessions that ended
// without a word. House rule: what is overdue by a minute lies sealed under a
// key that only the gone session's cookie gives.
const pruneEvery = time.Minute

// touchFinding says that the session is alive.
func (d *Desk) touchFinding(session string, now time.Time) {
	d.finder.mu.Lock()
	f := d.finder.of[session]
	d.finder.mu.Unlock()
	if f != nil {
		f.mu.Lock()
		f.seen = now
		f.mu.Unlock()
	}
}

func (f *finding) isGone() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.gone
}

// forgetFindings overwrites what a session may search, or every session of an
// officer's, and ends their openings.
func (d *Desk) forgetFindings(session, officer string) {
	d.finder.mu.Lock()
	var gone []*finding
	for id, f := range d.finder.of {
		if id == session || officer != "" && f.officer == officer {
			gone = append(gone, f)
			delete(d.finder.of, id)
		}
	}
	d.finder.mu.Unlock()
	for _, f := range gone {
		f.wipe()
	}
}

func (f *finding) wipe() {
	f.mu.Lock()
	f.gone = true
	end := f.end
	for _, k := range f.kept {
		clear(k)
	}
	f.kept = nil
	f.mu.Unlock()
	if end != nil {
		end()
	}
	f.memory.Wipe()
}

// EndSessions ends sessions of an officer, id "" all of them, and forgets what
// they could search.
func (d *Desk) EndSessions(ctx context.Context, officer, id string) error {
	if id == "" {
		d.forgetFindings("", officer)
	} else {
		d.forgetFindings(id, "")
	}
	return d.Config.EndSessions(ctx, officer, id)
}

// ForgetFind gives the memory back before the session ends.
func (d *Desk) ForgetFind(ctx context.Context, s *Seat) error {
	if !s.mayFind() {
		return ErrForbidden
	}
	if d.finding(s) == nil {
		return nil
	}
	d.forgetFindings(s.session, "")
	return d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "find.forgotten", Object: s.Officer.Body})
}

// Stop forgets what every session may search, and waits until nothing is
// opened any more. The desk opens nothing for searching afterwards.
func (d *Desk) Stop() {
	d.finder.mu.Lock()
	d.finder.stopped = true
	if d.finder.prune != nil {
		d.finder.prune.Stop()
	}
	var all []*finding
	for id, f := range d.finder.of {
		all = append(all, f)
		delete(d.finder.of, id)
	}
	d.finder.mu.Unlock()
	for _, f := range all {
		f.wipe()
	}
	d.finder.opening.Wait()
}

// pruneLater comes back in a minute, as long as there is a memory. The caller
// holds the finder's lock.
func (d *Desk) pruneLater() {
	if d.finder.stopped || d.finder.prune != nil {
		return
	}
	d.finder.prune = time.AfterFunc(pruneEvery, func() {
		d.pruneFindings(context.Background())
		d.finder.mu.Lock()
		defer d.finder.mu.Unlock()
		d.finder.prune = nil
		if len(d.finder.of) > 0 {
			d.pruneLater()
		}
	})
}

// pruneFindings forgets the memories of sessions that idled too long, ended in
// another process, or whose officer may not sign in any more.
func (d *Desk) pruneFindings(ctx context.Context) {
	d.finder.mu.Lock()
	all := map[string]*finding{}
	for id, f := range d.finder.of {
		all[id] = f
	}
	d.finder.mu.Unlock()
	now := d.Now()
	for id, f := range all {
		f.mu.Lock()
		idle := now.Sub(f.seen)
		f.mu.Unlock()
		ses, err := d.Session(ctx, id)
		if err != nil && !errors.Is(err, ErrSession) {
			continue // the store does not answer: the next time
		}
		o, oerr := d.Officer(ctx, f.officer)
		if err != nil || idle > SessionIdle || now.Sub(ses.Started) > SessionLife || oerr == nil && o.State != OfficerActive {
			d.forgetFindings(id, "")
		}
	}
}

// KeepFind keeps what is looked for in the session's memory, sealed, and gives
// its number: the words never stand in an address. [ErrGone] without a memory.
func (d *Desk) KeepFind(s *Seat, words string) (int, error) {
	if !s.mayFind() {
		return 0, ErrForbidden
	}
	f := d.finding(s)
	if f == nil {
		return 0, ErrGone
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept = append(f.kept, vault.SealKey(s.sitting, findLabel(s.session), []byte(words)))
	if len(f.kept) > maxFindKept {
		clear(f.kept[0])
		f.kept = f.kept[1:]
		f.first++
	}
	return f.first + len(f.kept), nil
}

// KeptFind is what was kept under a number; [ErrGone] if nothing is any more.
func (d *Desk) KeptFind(s *Seat, number int) (string, error) {
	if !s.mayFind() {
		return "", ErrForbidden
	}
	f := d.finding(s)
	if f == nil {
		return "", ErrGone
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	at := number - 1 - f.first
	if at < 0 || at >= len(f.kept) {
		return "", ErrGone
	}
	words, err := vault.OpenKey(s.sitting, findLabel(s.session), f.kept[at])
	if err != nil {
		return "", ErrGone
	}
	return string(words), nil
}
