package tips

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"mukti/tips/files"
	"mukti/tips/vault"
)

// CleanHead describes a file's clean copy, kept under [CleanCopy] of its id.
type CleanHead struct {
	MIME   string `json:"mime"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Key    []byte `json:"key"`
	Chunks int    `json:"chunks"`
}

// addClean makes the clean copy of a file that has come, and notes it in the
// file's head. The original is kept whatever happens here. It is cleaned after
// it has come whole, read back through its seals: a slow line holds no child.
func (l *Line) addClean(ctx context.Context, t *Taken, key vault.FileKey, head FileHead) error {
	found, err := l.cleanFile(ctx, t.Tip, key, &head)
	if err != nil {
		head.Clean, head.Uncleaned = nil, files.Reason(err)
		if errors.Is(err, ErrFull) || errors.Is(err, ErrStopped) { // the store's fault, not the file's
			head.Uncleaned = files.Reason(files.ErrBusy)
			l.Log.Error("a clean copy could not be kept", "tip", t.Tip, "err", err)
		}
		if err := l.DropClean(context.WithoutCancel(ctx), t.Tip, head.ID); err != nil {
			l.Log.Error("half a clean copy could not be dropped", "tip", t.Tip, "err", err)
		}
	}
	if head.Position = found.Position; found.Position != nil && t.photo == nil {
		t.photo = found.Position
	}
	return l.putHead(context.WithoutCancel(ctx), t, head)
}

func (l *Line) cleanFile(ctx context.Context, tip string, key vault.FileKey, head *FileHead) (files.Cleaned, error) {
	if l.Cleaner == nil {
		return files.Cleaned{}, files.ErrGuard
	}
	id := CleanCopy(head.ID)
	own := vault.NewFileKey(id)
	out := newSealer(own, func(n int, sealed []byte) error { return l.AddChunk(ctx, tip, id, n, sealed) })
	out.limit = func(size int64) error {
		if size > maxClean {
			return files.ErrLimit
		}
		return nil
	}
	found, err := runCleaner(ctx, l.Cleaner, head.MIME, files.Strip, func(w io.Writer) error {
		return openChunks(ctx, l.Backend, tip, head.ID, key, head.Chunks, w)
	}, out)
	if err == nil {
		err = out.Close()
	}
	if err == nil && out.size == 0 {
		err = files.ErrDamaged
	}
	if err != nil {
		return found, err
	}
	head.Clean = &CleanHead{MIME: found.MIME, Size: out.size, SHA256: hex.EncodeToString(out.sum.Sum(nil)), Key: own.Bytes(), Chunks: out.n}
	return found, nil
}

// maxClean bounds a clean copy in bytes: a picture drawn anew may be larger
// than the one that came. Source: house rule.
const maxClean = 2 * MaxFile

// runCleaner feeds the child and takes what it gives.
func runCleaner(ctx context.Context, c *files.Cleaner, mime string, how files.How, feed func(io.Writer) error, out io.Writer) (files.Cleaned, error) {
	job, err := startCleaner(ctx, c, mime, how)
	if err != nil {
		return files.Cleaned{}, err
	}
	defer job.Stop()
	fed := make(chan error, 1)
	go func() {
		err := feed(job)
		if err == nil {
			job.CloseInput()
		} else {
			job.Stop() // half a file is not to be cleaned
		}
		fed <- err
	}()
	_, copied := io.Copy(out, job)
	if copied != nil {
		job.Stop()
	}
	found, err := job.Wait()
	feedErr := <-fed
	switch {
	case copied != nil:
		return found, copied
	case err != nil: // the child's own reason explains why feeding it failed
		return found, err
	case feedErr != nil:
		return found, fmt.Errorf("tips: feed a file to be cleaned: %w", feedErr)
	}
	return found, nil
}

// cleanWait is how long a file waits for a place among those that are cleaned.
// Source: house rule; a photo takes some 50 ms.
const cleanWait = 3 * time.Second

func startCleaner(ctx context.Context, c *files.Cleaner, mime string, how files.How) (*files.Job, error) {
	for end := time.Now().Add(cleanWait); ; {
		job, err := c.Start(ctx, mime, how)
		if !errors.Is(err, files.ErrBusy) || time.Now().After(end) {
			return job, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// askPhoto offers the places nearest to where a photo was taken, where no
// district is known and nothing else is asked.
func (l *Line) askPhoto(s *sentPage, at *files.Position) {
	if at == nil || s.LGD != 0 || s.Answered || len(s.Ask) > 0 {
		return
	}
	s.Ask, s.AskPhoto = l.Places.Near(at.Lat, at.Lon), true
	s.AskPhoto = len(s.Ask) > 0
}
