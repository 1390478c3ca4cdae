package tips

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"mukti/tips/files"
	"mukti/tips/vault"
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
	if t.got.Count >= MaxFiles {
		// Sending again may bring a file that is there: only its hash tells.
		if !t.Again {
			return note("tip.too_many_files", MaxFiles, ErrTooMany)
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
	// The same form may arrive twice at once: what is there is looked at again.
	l.arriving.Lock()
	defer l.arriving.Unlock()
	l.knownFiles(ctx, t)
	switch {
	case slices.Contains(t.got.Hashes, head.SHA256):
		drop()
		return nil
	case t.got.Count >= MaxFiles:
		drop()
		return note("tip.too_many_files", MaxFiles, ErrTooMany)
	case t.got.Bytes+head.Size > MaxAll:
		drop()
		return note("tip.files_too_large", MaxAll>>20, ErrTooLarge)
	}
	head.Whole = true
	if err := l.putHead(ctx, t, head); err != nil {
		drop()
		return err
	}
	t.got.Count++
	t.got.Bytes += head.Size
	t.got.Hashes = append(t.got.Hashes, head.SHA256)
	return l.keepToken(ctx, t)
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
	sum := sha256.New()
	// One chunk is read ahead, so that the last is known to be the last.
	buf, next := make([]byte, vault.ChunkSize), make([]byte, vault.ChunkSize)
	n, err := io.ReadFull(r, buf)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	kind := files.Sniff(buf[:n])
	head.Kind, head.MIME = kind.Kind, kind.MIME
	for last := false; !last; head.Chunks++ {
		var m int
		if n == len(buf) {
			m, err = io.ReadFull(r, next)
			if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return err
			}
		}
		last = m == 0
		head.Size += int64(n)
		if head.Size > MaxFile {
			return ErrTooLarge
		}
		if t.got.Bytes+head.Size > MaxAll {
			return errAllTooLarge
		}
		sum.Write(buf[:n])
		if err := l.AddChunk(ctx, t.Tip, head.ID, head.Chunks, key.Seal(head.Chunks, last, buf[:n])); err != nil {
			return fmt.Errorf("tips: file: %w", err)
		}
		buf, next, n = next, buf, m
	}
	head.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return nil
}

func (l *Line) putHead(ctx context.Context, t *Taken, head FileHead) error {
	b, err := sealBox(t.recipient, t.Tip, head.ID, BoxFile, l.Now(), head)
	if err != nil {
		return err
	}
	if err := l.Config.AddFile(ctx, b); err != nil {
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
// not take.
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
	s.Files = t.got.Count
	s.Notes = uniqueNotes(slices.Concat(s.Notes, notes))
	return l.keepSent(ctx, t.Handle, p, s, p.Looks)
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
