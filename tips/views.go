package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"mukti/tips/vault"
)

// Views keeps officers' saved views, sealed to the officer.
type Views interface {
	// SavedViews gives an officer's; version 0 and nil for none.
	SavedViews(ctx context.Context, officer string) (data []byte, version int64, err error)
	// PutViews replaces them if they are still at version; else [ErrStale].
	PutViews(ctx context.Context, officer string, data []byte, version int64) error
}

// SavedView is a queue as an officer likes to see it.
type SavedView struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Query   string `json:"query"` // of the queue's address
	Default bool   `json:"default,omitempty"`
}

// Bounds of saved views: their counts are made with every page of the queue.
// Source: house rule.
const (
	maxViews     = 8
	maxViewName  = 40 // characters
	maxViewQuery = 500
)

func viewsLabel(officer string) vault.Label { return vault.Label{Of: officer, Kind: "views"} }

// SavedViews opens the officer's own views: a name may hold words of a tip, so
// nobody else can.
func (d *Desk) SavedViews(ctx context.Context, s *Seat) ([]SavedView, int64, error) {
	if !s.May(ActViews, ToSelf) {
		return nil, 0, ErrForbidden
	}
	sealed, version, err := d.Config.SavedViews(ctx, s.Officer.ID)
	if err != nil || len(sealed) == 0 {
		return nil, version, err
	}
	plain, err := vault.Open(s.identity, viewsLabel(s.Officer.ID), sealed)
	var views []SavedView
	if err != nil || json.Unmarshal(plain, &views) != nil {
		// Damaged, or of a key from before: the queue must open all the same.
		d.Log.Error("an officer's saved views do not open", "officer", s.Officer.ID)
		return nil, version, nil
	}
	return views, version, nil
}

// SaveView adds a view, or replaces the one of the same name. [Invalids] for a
// name that is empty or too long, or one view too many.
func (d *Desk) SaveView(ctx context.Context, s *Seat, name, query string, first bool) error {
	name = plainText(name)
	switch {
	case name == "":
		return Invalids{{Field: "name", MsgID: "tip.empty"}}
	case utf8.RuneCountInString(name) > maxViewName:
		return Invalids{{Field: "name", MsgID: "tip.too_long", Limit: maxViewName}}
	case len(query) > maxViewQuery:
		return Invalids{{Field: "name", MsgID: "tip.too_long", Limit: maxViewQuery}}
	}
	return d.changeViews(ctx, s, func(views []SavedView) ([]SavedView, error) {
		views = slices.DeleteFunc(views, func(v SavedView) bool { return v.Name == name })
		if len(views) >= maxViews {
			return nil, Invalids{{Field: "name", MsgID: "desk.bad_views", Limit: maxViews}}
		}
		for i := range views {
			views[i].Default = views[i].Default && !first
		}
		return append(views, SavedView{ID: vault.NewID()[:8], Name: name, Query: query, Default: first}), nil
	})
}

// DropView forgets one.
func (d *Desk) DropView(ctx context.Context, s *Seat, id string) error {
	return d.changeViews(ctx, s, func(views []SavedView) ([]SavedView, error) {
		return slices.DeleteFunc(views, func(v SavedView) bool { return v.ID == id }), nil
	})
}

func (d *Desk) changeViews(ctx context.Context, s *Seat, change func([]SavedView) ([]SavedView, error)) error {
	for range 3 {
		views, version, err := d.SavedViews(ctx, s)
		if err != nil {
			return err
		}
		if views, err = change(views); err != nil {
			return err
		}
		plain, err := json.Marshal(views)
		if err != nil {
			return fmt.Errorf("tips: views: %w", err)
		}
		sealed, err := vault.Seal(viewsLabel(s.Officer.ID), plain, s.identity.Recipient())
		if err != nil {
			return fmt.Errorf("tips: views: %w", err)
		}
		if err = d.PutViews(ctx, s.Officer.ID, sealed, version); !errors.Is(err, ErrStale) {
			return err
		}
	}
	return ErrStale
}
