package tips

import (
	"context"
	"errors"
	"fmt"
	"io"

	"mukti/tips/files"
	"mukti/tips/vault"
)

// FileHeadOf is a file's head.
func (d *Desk) FileHeadOf(ctx context.Context, s *Seat, tip, file string) (FileHead, error) {
	h, _, err := d.fileHead(ctx, s, tip, file)
	return h, err
}

func (d *Desk) fileHead(ctx context.Context, s *Seat, tip, file string) (FileHead, vault.FileKey, error) {
	t, q, _, err := d.reach(ctx, s, ActOpen, tip)
	if err != nil {
		return FileHead{}, vault.FileKey{}, err
	}
	id, err := s.tipIdentity(q)
	if err != nil {
		return FileHead{}, vault.FileKey{}, err
	}
	boxes, err := d.Boxes(ctx, t.ID, BoxFile)
	if err != nil {
		return FileHead{}, vault.FileKey{}, fmt.Errorf("tips: file: %w", err)
	}
	for _, b := range boxes {
		if b.ID != file {
			continue
		}
		var h FileHead
		if err := openBox(id.id, b, &h); err != nil {
			return FileHead{}, vault.FileKey{}, err
		}
		if !h.Whole || h.ID != file {
			return FileHead{}, vault.FileKey{}, ErrNotFound
		}
		key, err := vault.ParseFileKey(h.ID, h.Key)
		return h, key, err
	}
	return FileHead{}, vault.FileKey{}, ErrNotFound
}

// Part is a range of a file's bytes: Size of them from From on; a negative Size
// is everything to the end.
type Part struct{ From, Size int64 }

// Whole is all of a file.
func Whole() Part { return Part{Size: -1} }

// File writes a part of a file's original bytes, chunk by chunk, and opens no
// chunk outside of it; the download is in the audit before the first byte.
func (d *Desk) File(ctx context.Context, s *Seat, tip, file string, part Part, w io.Writer) (FileHead, error) {
	h, key, err := d.fileHead(ctx, s, tip, file)
	if err != nil {
		return FileHead{}, err
	}
	err = d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "file.read", Object: tip, Note: file})
	if err != nil {
		return FileHead{}, err
	}
	return h, openPart(ctx, d.Backend, tip, file, key, h.Chunks, part, d.whileSeated(ctx, s, w))
}

// whileSeated writes as long as the officer's session lives and the account is
// enabled, whoever ended it, in whatever process: it asks before every chunk, so
// that a slow download does not outlive either. A session that idles while it is
// downloading goes on.
func (d *Desk) whileSeated(ctx context.Context, s *Seat, w io.Writer) io.Writer {
	if s.session == "" {
		return w // of nobody who signed in: nothing that could end
	}
	return writer(func(p []byte) (int, error) {
		if _, err := d.Session(ctx, s.session); err != nil {
			return 0, err
		}
		if o, err := d.Officer(ctx, s.Officer.ID); err != nil || o.State != OfficerActive {
			return 0, errors.Join(ErrSession, err)
		}
		return w.Write(p)
	})
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// CleanFile writes a part of a file's clean copy; [ErrNotFound] where there is
// none. Like every look at a file it is in the audit.
func (d *Desk) CleanFile(ctx context.Context, s *Seat, tip, file string, part Part, w io.Writer) (FileHead, error) {
	h, _, err := d.fileHead(ctx, s, tip, file)
	if err != nil {
		return FileHead{}, err
	}
	if h.Clean == nil {
		return FileHead{}, ErrNotFound
	}
	err = d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "file.clean", Object: tip, Note: file})
	if err != nil {
		return FileHead{}, err
	}
	return h, d.cleanPart(ctx, tip, h, part, d.whileSeated(ctx, s, w))
}

func (d *Desk) cleanPart(ctx context.Context, tip string, h FileHead, part Part, w io.Writer) error {
	id := CleanCopy(h.ID)
	key, err := vault.ParseFileKey(id, h.Clean.Key)
	if err != nil {
		return err
	}
	return openPart(ctx, d.Backend, tip, id, key, h.Clean.Chunks, part, w)
}

// Redrawn writes a picture drawn anew from its pixels, where an officer asks:
// nothing of the file that was sent is left in it. The errors of package files
// say why it cannot be done.
func (d *Desk) Redrawn(ctx context.Context, s *Seat, tip, file string, w io.Writer) (files.Cleaned, error) {
	h, key, err := d.fileHead(ctx, s, tip, file)
	if err != nil {
		return files.Cleaned{}, err
	}
	if d.Cleaner == nil {
		return files.Cleaned{}, files.ErrGuard
	}
	err = d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "file.redrawn", Object: tip, Note: file})
	if err != nil {
		return files.Cleaned{}, err
	}
	return runCleaner(ctx, d.Cleaner, h.MIME, files.Redraw, func(w io.Writer) error {
		return openChunks(ctx, d.Backend, tip, file, key, h.Chunks, w)
	}, w)
}
