package desk

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// viewsUpTo is how far a view's tips are counted. Source: house rule.
const viewsUpTo = 1000

type viewLink struct {
	ID, Name, Path, Count string
	Here, Default         bool
}

type viewsPage struct {
	Wrong       *wrongs
	Query, Name string
	Rows        []viewLink
}

// savedViews are the officer's own, each with how many tips it shows.
func (v *visit) savedViews(here string) ([]viewLink, error) {
	ctx := v.c.UserContext()
	saved, _, err := v.site.Desk.SavedViews(ctx, v.seat)
	if err != nil || len(saved) == 0 {
		return nil, err
	}
	var queries []tips.QueueQuery
	var out []viewLink
	for _, w := range saved {
		values, err := url.ParseQuery(w.Query)
		if err != nil {
			continue
		}
		q := queryFrom(values)
		queries = append(queries, q)
		path := queuePath(q, 1)
		out = append(out, viewLink{ID: w.ID, Name: w.Name, Path: path, Here: path == here, Default: w.Default})
	}
	counts, err := v.site.Desk.CountViews(ctx, v.seat, queries, viewsUpTo+1)
	if err != nil {
		return nil, err
	}
	for i, n := range counts {
		out[i].Count = v.upTo(n)
	}
	return out, nil
}

// defaultView is where the queue leads when its address asks for nothing; ""
// for the queue itself.
func (v *visit) defaultView() (string, error) {
	saved, _, err := v.site.Desk.SavedViews(v.c.UserContext(), v.seat)
	if err != nil {
		return "", err
	}
	for _, w := range saved {
		if values, err := url.ParseQuery(w.Query); err == nil && w.Default {
			return queuePath(queryFrom(values), 1), nil
		}
	}
	return "", nil
}

// views lists the officer's views and keeps the one that the address holds.
func (s *Site) views(v *visit) error {
	q := queryOf(v)
	return v.drawViews(fiber.StatusOK, viewsPage{Query: queueValues(q).Encode()})
}

func (v *visit) drawViews(status int, page viewsPage) error {
	rows, err := v.savedViews("")
	if err != nil {
		return err
	}
	page.Rows = rows
	return v.draw("views", status, v.T("desk.views.title"), page)
}

func (s *Site) saveView(v *visit) error {
	values, err := url.ParseQuery(v.form.Get("query"))
	if err != nil {
		values = url.Values{}
	}
	query := queueValues(queryFrom(values)).Encode() // only what a queue's address can hold
	err = s.Desk.SaveView(v.c.UserContext(), v.seat, v.form.Get("name"), query, v.form.Get("default") == "1")
	if w, ok := v.invalids("desk.wrong", err); ok {
		return v.drawViews(fiber.StatusUnprocessableEntity, viewsPage{Wrong: w, Query: query, Name: v.form.Get("name")})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, withQuestion(queuePath(queryFrom(values), 1), noteQuestion+"=kept"))
}

func (s *Site) dropView(v *visit) error {
	if err := s.Desk.DropView(v.c.UserContext(), v.seat, v.form.Get("id")); err != nil && !errors.Is(err, tips.ErrNotFound) {
		return err
	}
	return web.SeeOther(v.c, "/queue/views?"+noteQuestion+"=kept")
}
