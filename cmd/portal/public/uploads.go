package public

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// House rules of uploads.
const (
	// uploadsAtOnce bounds the memory of files under way: each holds two
	// chunks of 256 KiB and their seals, together some 50 MB.
	uploadsAtOnce = 64
	// uploadStays is how long a file may be under way while others find no
	// place: 1 MB at 2 KB/s.
	uploadStays = 10 * time.Minute
)

// errNotNow is a file that has no place just now. Its tip is kept, and the
// page after sending takes files again.
var errNotNow = errors.New("public: no place for a file just now")

// uploads are the files under way. Where all places are taken, one of the
// source that has most of them gives way to somebody who has fewer.
type uploads struct {
	mu    sync.Mutex
	max   int
	under map[*upload]struct{}
}

type upload struct {
	from  web.Source
	begun time.Time
	shed  atomic.Bool // its place was given to somebody else
}

// begin gives a place, nil if there is none.
func (u *uploads) begin(from web.Source, now time.Time) *upload {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.under) >= u.max && !u.makeRoom(from, now) {
		return nil
	}
	up := &upload{from: from, begun: now}
	u.under[up] = struct{}{}
	return up
}

// makeRoom ends the oldest upload of the source that has most, if that is at
// least two more than the newcomer's; else the oldest of all, if its time is over.
func (u *uploads) makeRoom(from web.Source, now time.Time) bool {
	of := map[web.Source]int{}
	for up := range u.under {
		of[up.from]++
	}
	var victim, oldest *upload
	for up := range u.under {
		if oldest == nil || up.begun.Before(oldest.begun) {
			oldest = up
		}
		if victim == nil || of[up.from] > of[victim.from] || of[up.from] == of[victim.from] && up.begun.Before(victim.begun) {
			victim = up
		}
	}
	switch {
	case victim != nil && of[victim.from] >= of[from]+2:
	case oldest != nil && now.Sub(oldest.begun) > uploadStays:
		victim = oldest
	default:
		return false
	}
	victim.shed.Store(true)
	delete(u.under, victim)
	return true
}

func (u *uploads) end(up *upload) {
	u.mu.Lock()
	delete(u.under, up)
	u.mu.Unlock()
}

// reader reads the file as long as the upload has its place.
func (up *upload) reader(r io.Reader) io.Reader { return placed{up, r} }

type placed struct {
	up *upload
	r  io.Reader
}

func (p placed) Read(b []byte) (int, error) {
	if p.up.shed.Load() {
		return 0, errNotNow
	}
	return p.r.Read(b)
}

// addFile takes a file of a tip, if there is a place for it.
func (s *Site) addFile(c *fiber.Ctx, t *tips.Taken, name string, r io.Reader) error {
	crowd := s.crowd()
	if crowd.gate.pressed() {
		return errNotNow
	}
	up := crowd.uploads.begin(web.SourceOf(c), s.now())
	if up == nil {
		return errNotNow
	}
	defer crowd.uploads.end(up)
	err := s.Line.AddFile(c.UserContext(), t, name, up.reader(r))
	if up.shed.Load() && err != nil {
		return errors.Join(errNotNow, err)
	}
	return err
}

// keepFile is [Site.addFile] for a form: what a file lacked, the line notes for
// the next page. full says that no more files are taken just now.
func (s *Site) keepFile(c *fiber.Ctx, t *tips.Taken, name string, r io.Reader) (full bool) {
	err := s.addFile(c, t, name, r)
	if errors.Is(err, tips.ErrStopped) || errors.Is(err, tips.ErrFull) {
		s.logFault(c, err)
		return true
	}
	return errors.Is(err, errNotNow)
}
