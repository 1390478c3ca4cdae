package tips

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"mukti/tips/files"
	"mukti/tips/vault"
)

// Limits of all files of a tip, what was added later included: whoever holds a
// number must not fill the disk with it. Source: house rule, five sendings.
const (
	maxTipFiles = 5 * MaxFiles
	maxTipBytes = 5 * MaxAll
)

// AddFile takes one file of a tip as it streams in: sealed chunk by chunk,
// never whole in memory, never in the clear on disk. A file that breaks off
// is forgotten and its reader's error returned; one that is there already is not doubled.
// [ErrTooLarge] and [ErrTooMany] are noted for the page after sending too.
func (l *Line) AddFile(ctx context.Context, t *Taken, name string, r io.Reader) error {
	name = firstRunes(plainText(name), MaxName)
	note := func(msg string, limit int, err error) error {
		t.got.Notes = append(t.got.Notes, Note{Field: "files", MsgID: msg, Limit: limit, Name: name})
		return err
	}
	// Sending again may bring a file that is there: only its hash tells.
	if t.got.Count >= MaxFiles && !t.Again {
		return note("tip.too_many_files", MaxFiles, ErrTooMany)
	}
	if t.later {
		n, bytes, err := l.FileTotals(ctx, t.Tip)
		if err != nil {
			return err
		}
		if n >= maxTipFiles || bytes >= maxTipBytes {
			return note("tip.too_many_files", maxTipFiles, ErrTooMany)
		}
	}
	id := vault.NewID()
	key := vault.NewFileKey(id)
	head := FileHead{ID: id, Name: name, Key: key.Bytes()}
	if err := l.putHead(ctx, t, head); err != nil {
		return err
	}
	drop := func() {
		// Even when the sender is gone: what came half must not stay.
		if err := l.DropFile(context.WithoutCancel(ctx), t.Tip, id); err != nil {
			l.Log.Error("a broken file could not be dropped", "tip", t.Tip, "err", err)
		}
	}
	err := l.sealFile(ctx, t, key, &head, r)
	if err != nil {
		drop()
		switch {
		case errors.Is(err, ErrTooLarge):
			return note("tip.file_too_large", MaxFile>>20, err)
		case errors.Is(err, errAllTooLarge):
			return note("tip.files_too_large", MaxAll>>20, ErrTooLarge)
		}
		return note("tip.file_broken", 0, err)
	}
	if head.Size == 0 {
		drop()
		return nil
	}
	kept, err := l.keepFile(ctx, t, &head, note)
	if err != nil || !kept {
		drop()
		return err
	}
	return l.addClean(ctx, t, key, head)
}

// keepFile makes a file that has come whole the tip's, unless it is there
// already or over a limit.
func (l *Line) keepFile(ctx context.Context, t *Taken, head *FileHead, note func(string, int, error) error) (bool, error) {
	// The same form may arrive twice at once: what is there is looked at again.
	l.arriving.Lock()
	defer l.arriving.Unlock()
	l.knownFiles(ctx, t)
	switch {
	case slices.Contains(t.got.Hashes, head.SHA256):
		return false, nil
	case t.got.Count >= MaxFiles:
		return false, note("tip.too_many_files", MaxFiles, ErrTooMany)
	case t.got.Bytes+head.Size > MaxAll:
		return false, note("tip.files_too_large", MaxAll>>20, ErrTooLarge)
	}
	head.Whole = true
	if err := l.putHead(ctx, t, *head); err != nil {
		return false, err
	}
	t.got.Count++
	t.got.Bytes += head.Size
	t.got.Hashes = append(t.got.Hashes, head.SHA256)
	if err := l.keepToken(ctx, t); err != nil {
		l.Log.Error("what a form has brought could not be noted", "tip", t.Tip, "err", err) // at worst a file comes twice
	}
	return true, nil
}

// knownFiles takes over what another sending of the same form has brought.
func (l *Line) knownFiles(ctx context.Context, t *Taken) {
	if t.page == "" {
		return
	}
	if now, err := l.again(ctx, t.token, t.page); err == nil && now.got.Count > t.got.Count {
		notes := t.got.Notes
		t.got = now.got
		t.got.Notes = notes
	}
}

var errAllTooLarge = errors.New("tips: files over the limit together")

// sealFile seals the stream and fills in the head.
func (l *Line) sealFile(ctx context.Context, t *Taken, key vault.FileKey, head *FileHead, r io.Reader) error {
	in := bufio.NewReaderSize(r, files.SniffLen)
	begin, _ := in.Peek(files.SniffLen) // its error comes again when the stream is read
	kind := files.Sniff(begin)
	head.Kind, head.MIME = kind.Kind, kind.MIME
	out := newSealer(key, func(n int, sealed []byte) error {
		return l.AddChunk(ctx, t.Tip, head.ID, n, sealed)
	})
	out.limit = func(size int64) error {
		if size > MaxFile {
			return ErrTooLarge
		}
		if t.got.Bytes+size > MaxAll {
			return errAllTooLarge
		}
		return nil
	}
	_, err := io.CopyBuffer(out, readerOnly{in}, make([]byte, 32<<10))
	if err == nil {
		err = out.Close()
	}
	head.Size, head.Chunks, head.SHA256 = out.size, out.n, hex.EncodeToString(out.sum.Sum(nil))
	return err
}

// readerOnly keeps io.Copy from a reader's own, unbounded way of copying.
type readerOnly struct{ io.Reader }

func (l *Line) putHead(ctx context.Context, t *Taken, head FileHead) error {
	b, err := sealBox(t.recipient, t.Tip, head.ID, BoxFile, l.Now(), head)
	if err != nil {
		return err
	}
	if err := l.Config.AddFile(ctx, b, head.Whole); err != nil {
		return fmt.Errorf("tips: file: %w", err)
	}
	return nil
}

// keepToken remembers with the form's token what has arrived.
func (l *Line) keepToken(ctx context.Context, t *Taken) error {
	if t.page == "" {
		return nil
	}
	p, err := l.tokenPage(t, l.Now())
	if err != nil {
		return err
	}
	return l.PutPage(ctx, p)
}

// FinishFiles notes on the page after sending, and for the officers, how many
// files were kept and what was not; more adds what the channel itself could
// not take. Where no district is known it asks whether the tip's place is the
// one that a photo tells.
func (l *Line) FinishFiles(ctx context.Context, t *Taken, more ...Note) error {
	notes := uniqueNotes(slices.Concat(t.got.Notes, more))
	if err := l.arrived(ctx, t, notes); err != nil {
		return err
	}
	p, s, err := l.sentPage(ctx, t.Handle, true)
	if errors.Is(err, ErrGone) {
		return nil // sent again after the page was looked at: nothing to say it on
	}
	if err != nil {
		return err
	}
	s.Got = t.got
	s.Got.Notes = nil
	s.Notes = uniqueNotes(slices.Concat(s.Notes, notes))
	l.askPhoto(&s, t.photo)
	looks := p.Looks
	if t.later && s.Added < maxAdded {
		s.Added++
		looks = min(looks+1, sentLooks) // the page comes again to say what was kept
	}
	return l.keepSent(ctx, t.Handle, p, s, looks)
}

// arrived tells the officers what came.
func (l *Line) arrived(ctx context.Context, t *Taken, notes []Note) error {
	if t.got.Count == 0 && len(notes) == 0 {
		return nil
	}
	now := l.Now()
	box, err := sealBox(t.recipient, t.Tip, vault.NewID(), BoxArrived, now, Arrived{Files: t.got.Count, Notes: notes})
	if err != nil {
		return err
	}
	for range 5 {
		tip, err := l.Tip(ctx, t.Tip)
		if err != nil {
			return err
		}
		lines, err := l.wake(ctx, &tip, now) // who looked before should look again
		if err != nil {
			return err
		}
		err = l.Change(ctx, Change{Tip: tip, Boxes: []Box{box}, Lines: lines,
			Event: Event{At: Coarse(now), Actor: "line", Act: "files.received", Object: t.Tip}})
		if !errors.Is(err, ErrStale) {
			return err
		}
	}
	return ErrStale
}
