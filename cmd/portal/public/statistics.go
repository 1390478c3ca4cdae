package public

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
)

type statisticsPage struct {
	Period            string // "" while nothing is published
	From, To, Counted string
	Published         string
	Clocks            []clockRow
	Tiles             web.TileMap
	Tables            []figuresTable
	Others            []string // periods of the other releases
	CSV, Size         string
	Withheld, Intro   string
}

type clockRow struct{ Urgency, Time string }

type figuresTable struct {
	ID, Caption string
	Columns     []string
	Rows        []figuresRow
}

type figuresRow struct {
	Name  string
	Cells []string
}

// statistics shows one release as it was published: the one the address asks
// for, or the newest. Nothing is counted here.
func (s *Site) statistics(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	all, err := s.Line.Statistics(c.UserContext())
	if err != nil {
		return err
	}
	page := statisticsPage{}
	at := 0
	for i, p := range all {
		if p.Period == c.Query("period") {
			at = i
		}
	}
	for i, p := range all {
		if i != at {
			page.Others = append(page.Others, p.Period)
		}
	}
	if len(all) > 0 {
		s.putInWords(sp, &page, all[at])
		file, err := figuresFile(all[at])
		if err != nil {
			return err
		}
		page.Size = kibibytes(sp, len(file))
	}
	return s.Draw(c, "public/statistics", fiber.StatusOK, sp.T("nav.statistics"), page, web.MaxAge(minutes5))
}

func (s *Site) putInWords(sp i18n.Speaker, page *statisticsPage, p tips.Published) {
	page.Period, page.From, page.To, page.Counted = p.Period, s.day(sp, p.From), s.day(sp, p.To), s.day(sp, p.Counted)
	page.Published = sp.Date(p.At)
	page.CSV = "/" + sp.Lang() + "/statistics/" + p.Period + ".csv"
	page.Intro = sp.T("figures.intro", "From", page.From, "To", page.To, "Counted", page.Counted, "Published", page.Published)
	for _, u := range tips.Cuts()[0] {
		page.Clocks = append(page.Clocks, clockRow{sp.T("figures.column." + u), clockText(sp, p.Clocks[u])})
	}
	withheld := 0
	for _, r := range p.Rows {
		for _, n := range r.Counts {
			if n == nil {
				withheld++
			}
		}
	}
	page.Withheld = sp.N("figures.withheld", withheld)
	cuts := tips.Cuts()
	page.Tables = []figuresTable{
		s.table(sp, p, "looked", append([]string{tips.ColumnAll}, cuts[1]...), true),
		s.table(sp, p, "urgency", cuts[0], false),
		s.table(sp, p, "outcome", cuts[2], false),
	}
	most := 0
	for _, r := range p.Rows {
		if n, ok := p.Count(r.State, tips.ColumnAll); ok && r.State != tips.India {
			most = max(most, n)
		}
	}
	page.Tiles = web.StateTiles(func(state string) (string, int) {
		n, ok := p.Count(state, tips.ColumnAll)
		if !ok {
			return withheldMark, 0
		}
		return sp.Number(n), web.Shade(n, most)
	})
}

// withheldMark stands for a count that is withheld; the page says so in words.
const withheldMark = "–"

// table is a part of a release's columns for every State.
func (s *Site) table(sp i18n.Speaker, p tips.Published, id string, columns []string, share bool) figuresTable {
	t := figuresTable{ID: id, Caption: sp.T("figures.table."+id, "From", s.day(sp, p.From), "To", s.day(sp, p.To))}
	for _, c := range columns {
		t.Columns = append(t.Columns, sp.T("figures.column."+c))
	}
	if share {
		t.Columns = append(t.Columns, sp.T("figures.share"))
	}
	for _, r := range p.Rows {
		row := figuresRow{Name: s.figuresName(sp, r.State)}
		for _, c := range columns {
			text := withheldMark
			if n, ok := p.Count(r.State, c); ok {
				text = sp.Number(n)
			}
			row.Cells = append(row.Cells, text)
		}
		if share {
			text := withheldMark
			if percent, ok := p.Share(r.State); ok {
				text = sp.T("figures.percent", "Percent", sp.Number(percent))
			}
			row.Cells = append(row.Cells, text)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s *Site) figuresName(sp i18n.Speaker, state string) string {
	switch state {
	case tips.India:
		return sp.T("figures.india")
	case "IN":
		return sp.T("figures.in")
	}
	return s.stateName(sp, state)
}

// day is an ISO day in the reader's language.
func (s *Site) day(sp i18n.Speaker, iso string) string {
	d, err := tips.ParseDay(iso)
	if err != nil {
		return iso
	}
	return sp.Date(d)
}

// clockText says a waiting time in hours, or in minutes where it is less.
func clockText(sp i18n.Speaker, minutes int) string {
	if minutes >= 60 && minutes%60 == 0 {
		return sp.N("figures.hours", minutes/60)
	}
	return sp.N("figures.minutes", minutes)
}

// statisticsFile is a release as a file.
func (s *Site) statisticsFile(c *fiber.Ctx) error {
	period, ok := strings.CutSuffix(c.Params("file"), ".csv")
	if !ok {
		return web.ErrMissing
	}
	all, err := s.Line.Statistics(c.UserContext())
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Period != period {
			continue
		}
		file, err := figuresFile(p)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="tips-`+p.Period+`.csv"`)
		c.Set(fiber.HeaderCacheControl, "public, max-age="+strconv.Itoa(minutes5))
		return c.Send(file)
	}
	return web.ErrMissing
}

// figuresFile is a release as CSV: codes in the head, the same in every
// language; a count that is withheld is the word "withheld", never empty or 0.
func figuresFile(p tips.Published) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{append([]string{"period", "from", "to", "counted", "state"}, p.Columns...)}
	for _, r := range p.Rows {
		record := []string{p.Period, p.From, p.To, p.Counted, r.State}
		for _, n := range r.Counts {
			if n == nil {
				record = append(record, "withheld")
			} else {
				record = append(record, strconv.Itoa(*n))
			}
		}
		rows = append(rows, record)
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
