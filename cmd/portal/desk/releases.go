package desk

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
	"mukti/tips/figures"
)

type releasesPage struct {
	Wrong   *wrongs
	Periods []choice
	Rows    []releaseRow
}

type releaseRow struct {
	Period, Path string
	At           moment
	Published    *moment
	Damaged      bool
}

type releasePage struct {
	Period    string
	Published *moment
	Columns   []string
	Caption   string
	Rows      []figureRow
	Withheld  string // how many
}

// figureRow is a State with its counts, "–" where withheld.
type figureRow struct {
	Name   string
	Counts []string
	Share  string
}

// releases lists what is prepared and published, and offers to prepare more.
func (s *Site) releases(v *visit) error { return v.drawReleases(fiber.StatusOK, nil) }

func (v *visit) drawReleases(status int, w *wrongs) error {
	all, err := v.site.Desk.ListReleases(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	free, err := v.site.Desk.Releasable(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	page := releasesPage{Wrong: w}
	for _, p := range free {
		page.Periods = append(page.Periods, choice{p.Name, p.Name, v.form.Get("period") == p.Name})
	}
	for _, r := range all {
		page.Rows = append(page.Rows, releaseRow{r.Period, "/releases/" + r.Period, v.at(r.At), v.publishedAt(r), r.Damaged})
	}
	return v.draw("releases", status, v.T("desk.releases.title"), page)
}

func (v *visit) publishedAt(r tips.ReleaseView) *moment {
	if r.Published.IsZero() {
		return nil
	}
	m := v.at(r.Published)
	return &m
}

// prepare counts a period and keeps what may be published.
func (s *Site) prepare(v *visit) error {
	period := v.form.Get("period")
	err := s.Desk.Prepare(v.c.UserContext(), v.seat, period)
	if id := whyNoRelease(err); id != "" {
		return v.drawReleases(fiber.StatusUnprocessableEntity, v.wrong("desk.releases.wrong", fault{"period", id}))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, "/releases/"+url.PathEscape(period)+"?"+noteQuestion+"=prepared")
}

// whyNoRelease is the message of an error that a person can do something about.
func whyNoRelease(err error) string {
	switch {
	case errors.Is(err, tips.ErrPeriod):
		return "desk.releases.bad"
	case errors.Is(err, tips.ErrNotSettled):
		return "desk.releases.early"
	case errors.Is(err, tips.ErrOverlap):
		return "desk.releases.overlap"
	case errors.Is(err, figures.ErrCracked):
		return "desk.releases.cracked"
	}
	return ""
}

// release shows one: what is published, or would be.
func (s *Site) release(v *visit) error {
	all, err := s.Desk.ListReleases(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Period != v.c.Params("period") || r.Damaged {
			continue
		}
		p := r.Publication
		page := releasePage{Period: r.Period, Published: v.publishedAt(r), Caption: v.T("desk.release.caption", "Period", r.Period)}
		for _, c := range p.Columns {
			page.Columns = append(page.Columns, v.word("figures.column.", c))
		}
		withheld := 0
		for _, row := range p.Rows {
			out := figureRow{Name: v.figureName(row.State), Share: "–"}
			for _, n := range row.Counts {
				if n == nil {
					out.Counts = append(out.Counts, "–")
					withheld++
					continue
				}
				out.Counts = append(out.Counts, v.Number(*n))
			}
			if percent, ok := p.Share(row.State); ok {
				out.Share = v.T("desk.release.percent", "Percent", v.Number(percent))
			}
			page.Rows = append(page.Rows, out)
		}
		page.Withheld = v.N("desk.release.withheld", withheld)
		return v.draw("release", fiber.StatusOK, v.T("desk.release.title", "Period", r.Period), page)
	}
	return tips.ErrNotFound
}

func (v *visit) figureName(state string) string {
	switch state {
	case tips.India:
		return v.T("figures.india")
	case "IN":
		return v.T("figures.in")
	}
	return v.state(state)
}

// publish asks a second officer of the cell.
func (s *Site) publish(v *visit) error {
	if err := s.Desk.Publish(v.c.UserContext(), v.seat, v.c.Params("period")); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/second?"+noteQuestion+"=asked")
}

// dropRelease drops what was prepared.
func (s *Site) dropRelease(v *visit) error {
	if err := s.Desk.DropPrepared(v.c.UserContext(), v.seat, v.c.Params("period")); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/releases?"+noteQuestion+"=dropped")
}
