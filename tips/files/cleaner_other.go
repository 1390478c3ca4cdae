//go:build !linux || (!amd64 && !arm64)

package files

import (
	"context"
	"time"
)

// Job is one file on its way through a child; there are none here.
type Job struct{}

// Start gives [ErrKind]: children can be locked in on Linux alone, and without
// that nothing is cleaned.
func (c *Cleaner) Start(context.Context, string, How) (*Job, error) { return nil, ErrKind }

// Guards says what locks the children in: nothing.
func (c *Cleaner) Guards(context.Context) Guards { return Guards{} }

// Child refuses.
func Child(string, How, int64, time.Duration) int { return 1 }

// Write, CloseInput, Read, Wait and Stop are there so that callers build.
func (*Job) Write([]byte) (int, error) { return 0, errEnded }
func (*Job) CloseInput() error         { return errEnded }
func (*Job) Read([]byte) (int, error)  { return 0, errEnded }
func (*Job) Wait() (Cleaned, error)    { return Cleaned{}, ErrKind }
func (*Job) Stop()                     {}
