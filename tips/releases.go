package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Errors of releases.
var (
	ErrNotSettled = errors.New("tips: the period's figures are not settled yet")
	ErrOverlap    = errors.New("tips: part of the period is in another release")
)

// ReleaseView is one release as the cell sees it.
type ReleaseView struct {
	Release
	Publication Publication
	Damaged     bool // it is not what its hash says: it is not shown to the public
}

// Releasable are the quarters and years since the portal began whose figures are
// settled and of which no part is in a release, newest first: a tip is counted in one release only, so
// that no two of them can be subtracted from each other.
func (d *Desk) Releasable(ctx context.Context, s *Seat) ([]Period, error) {
	if !s.May(ActReleases, ToAll) {
		return nil, ErrForbidden
	}
	all, err := d.Config.Releases(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: releases: %w", err)
	}
	first, err := d.Events(ctx, 0, 1)
	if err != nil || len(first) == 0 {
		return nil, err
	}
	now := d.Now()
	var out []Period
	for year := now.In(indian).Year(); year > now.In(indian).Year()-3; year-- {
		names := []string{fmt.Sprintf("%04d", year)}
		for q := 4; q > 0; q-- {
			names = append(names, fmt.Sprintf("%04d-Q%d", year, q))
		}
		for _, name := range names {
			p, err := ParsePeriod(name)
			if err != nil {
				return nil, err
			}
			if !p.Settled().After(now) && p.To.After(first[0].At) && free(p, all, "") {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// free tells whether no part of a period is in a release but that of name.
func free(p Period, all []Release, name string) bool {
	return !slices.ContainsFunc(all, func(r Release) bool {
		q, err := ParsePeriod(r.Period)
		return r.Period != name && (err != nil || p.overlaps(q))
	})
}

// ListReleases shows the cell what is prepared and published.
func (d *Desk) ListReleases(ctx context.Context, s *Seat) ([]ReleaseView, error) {
	if !s.May(ActReleases, ToAll) {
		return nil, ErrForbidden
	}
	all, err := d.Config.Releases(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: releases: %w", err)
	}
	var out []ReleaseView
	for _, r := range all {
		p, ok := r.Read()
		out = append(out, ReleaseView{Release: r, Publication: p, Damaged: !ok})
	}
	return out, nil
}

// Prepare counts a period, withholds, and keeps what may be published for a
// second person to see. [ErrPeriod], [ErrNotSettled], [ErrOverlap], [ErrStale] if
// it is published.
func (d *Desk) Prepare(ctx context.Context, s *Seat, period string) error {
	if !s.May(ActPrepare, ToAll) {
		return ErrForbidden
	}
	data, err := d.figuresOf(ctx, period)
	if err != nil {
		return err
	}
	now := d.Now()
	r := Release{Period: period, At: Coarse(now), Officer: s.Officer.ID, Data: data, Hash: hashOf(data)}
	err = d.PutRelease(ctx, r, Event{At: r.At, Actor: s.Officer.ID, Act: "release.prepared", Object: period, Note: r.Hash})
	if err != nil {
		return fmt.Errorf("tips: prepare: %w", err)
	}
	return nil
}

// figuresOf is a period's publication as it is stored.
func (d *Desk) figuresOf(ctx context.Context, period string) ([]byte, error) {
	p, err := ParsePeriod(period)
	if err != nil {
		return nil, err
	}
	if p.Settled().After(d.Now()) {
		return nil, ErrNotSettled
	}
	all, err := d.Config.Releases(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: releases: %w", err)
	}
	if !free(p, all, period) {
		return nil, ErrOverlap
	}
	begun, err := d.Begun(ctx, p.From, p.To, p.Settled())
	if err != nil {
		return nil, fmt.Errorf("tips: release: %w", err)
	}
	pub, err := d.publication(p, begun)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(pub)
	if err != nil {
		return nil, fmt.Errorf("tips: encode release: %w", err)
	}
	return data, nil
}

// Publish asks for a prepared release to be made public: always of a second
// officer of the cell, for what is public cannot be taken back. While there is no
// second one it waits.
func (d *Desk) Publish(ctx context.Context, s *Seat, period string) error {
	if !s.May(ActPublish, ToAll) {
		return ErrForbidden
	}
	all, err := d.Config.Releases(ctx)
	if err != nil {
		return fmt.Errorf("tips: publish: %w", err)
	}
	at := slices.IndexFunc(all, func(r Release) bool { return r.Period == period && r.Published.IsZero() })
	if at < 0 {
		return ErrNotFound
	}
	_, err = d.Propose(ctx, s, ActPublish, period, all[at].Hash)
	return err
}

// publish makes the release with this hash public, if counting again gives the
// same: the proof that no withheld count can be worked out is made anew each time.
func (d *Desk) publish(ctx context.Context, s *Seat, period, hash string) error {
	data, err := d.figuresOf(ctx, period)
	if err != nil {
		return err
	}
	if hashOf(data) != hash {
		return ErrStale
	}
	now := Coarse(d.Now())
	err = d.PublishRelease(ctx, period, hash, now, Event{At: now, Actor: s.Officer.ID, Act: "release.published", Object: period, Note: hash})
	if err != nil {
		return fmt.Errorf("tips: publish: %w", err)
	}
	return nil
}

// DropPrepared drops what was prepared and not published.
func (d *Desk) DropPrepared(ctx context.Context, s *Seat, period string) error {
	if !s.May(ActPrepare, ToAll) {
		return ErrForbidden
	}
	err := d.DropRelease(ctx, period, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "release.dropped", Object: period})
	if err != nil {
		return fmt.Errorf("tips: drop release: %w", err)
	}
	return nil
}

// Published is a release as the public sees it.
type Published struct {
	Publication
	At time.Time
}

// Statistics are the published releases, newest first. One that is not what was
// published is left out.
func (l *Line) Statistics(ctx context.Context) ([]Published, error) {
	all, err := l.Config.Releases(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: statistics: %w", err)
	}
	var out []Published
	for _, r := range all {
		if r.Published.IsZero() {
			continue
		}
		p, ok := r.Read()
		if !ok {
			l.Log.Error("a published release is damaged and is not shown", "period", r.Period)
			continue
		}
		out = append(out, Published{p, r.Published})
	}
	return out, nil
}
