package public

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
	"mukti/i18n/fold"
)

// maxPackQuestions is the most that the quiz of a pack asks: the answers stand
// in an address, a digit each, and nobody answers more. House rule.
const maxPackQuestions = 40

// packQuestion is a question of a module, in its language.
type packQuestion struct {
	content.Question
	module    *content.Document
	lang, dir string
}

// packQuiz collects the questions of a pack: all of a training module that is
// in it whole, and of every other module those that speak of what is in it.
// Each comes once, in the order of the pack.
func (s *Site) packQuiz(sp i18n.Speaker, found []content.Found) []packQuestion {
	type which struct {
		slug string
		i    int
	}
	seen := make(map[which]bool)
	var out []packQuestion
	add := func(d *content.Document, i int) {
		key := which{d.Slug, i}
		if seen[key] || len(out) == maxPackQuestions {
			return
		}
		seen[key] = true
		q := packQuestion{Question: d.Quiz[i], module: d, lang: d.Lang}
		if d.QuizLang != "" {
			q.lang = d.QuizLang
		}
		q.dir = s.Bundle.Speaker(q.lang).Dir()
		out = append(out, q)
	}
	modules := s.Library.Documents("training", sp.Lang())
	for _, f := range found {
		if !f.There() {
			continue
		}
		if f.Kind == "training" && f.ID == "" {
			for i := range f.Document.Quiz {
				add(f.Document, i)
			}
		}
		for _, d := range modules {
			for i, q := range d.Quiz {
				// A module of today names paragraphs as they are numbered today.
				if q.At.Kind == f.Kind && q.At.Slug == f.Slug && (f.ID == "" || q.At.Anchor != "" && q.At.Anchor == f.Now) {
					add(d, i)
				}
			}
		}
	}
	return out
}

type packQuizPage struct {
	Given     string
	Links     packLinks
	Questions []packAsked
	Marked    bool
	Right     int
}

type packAsked struct {
	asked
	Lang, Dir string // of the question
	Module    placeLink
}

// packQuizPage shows the questions; with ?a=, the answers marked, as for the
// quiz of one module.
func (s *Site) packQuizPage(c *fiber.Ctx, a askedPack) error {
	sp := s.Speaker(c)
	questions := s.packQuiz(sp, s.Library.Find(a.Pack, sp.Lang()))
	if len(questions) == 0 {
		return web.ErrMissing
	}
	page := packQuizPage{Given: a.Title, Links: s.packLinks(c, a)}
	given := c.Query("a")
	page.Marked = len(given) == len(questions) && strings.Trim(given, "0123456789") == ""
	page.Questions = s.packAsked(sp, questions, func(i int) int {
		if page.Marked {
			return int(given[i] - '0')
		}
		return 0
	})
	for _, q := range page.Questions {
		if q.Right {
			page.Right++
		}
	}
	return s.Draw(c, "public/packquiz", fiber.StatusOK, sp.T("library.quiz_of", "Title", s.packName(sp, a)), page, web.MaxAge(minutes5), web.NoIndex())
}

func (s *Site) packAsked(sp i18n.Speaker, questions []packQuestion, answer func(i int) int) []packAsked {
	var out []packAsked
	for i, q := range questions {
		out = append(out, packAsked{asked: s.question(sp, i, q.Question, answer(i)), Lang: q.lang, Dir: q.dir, Module: s.placedDocument(sp, q.module)})
	}
	return out
}

// markPackQuiz reads the answers and leads to the page that marks them.
func (s *Site) markPackQuiz(c *fiber.Ctx) error {
	a, err := packOf(c)
	if err != nil {
		return web.SeeOther(c, s.path(c, "pack/edit")) // a post draws no page
	}
	v, err := web.ReadForm(c, maxQuiz, nil)
	if err != nil {
		v = nil // what could not be read counts as unanswered
	}
	sp := s.Speaker(c)
	questions := s.packQuiz(sp, s.Library.Find(a.Pack, sp.Lang()))
	answers := make([]byte, len(questions))
	for i, q := range questions {
		answers[i] = '0'
		if x := v.Get("q" + strconv.Itoa(i+1)); len(x) == 1 && x[0] >= '1' && int(x[0]-'0') <= len(q.Options) {
			answers[i] = x[0]
		}
	}
	return web.SeeOther(c, s.path(c, "pack/quiz?"+a.query()+"&a="+string(answers)))
}

type packTrainerPage struct {
	Given     string
	Links     packLinks
	Plans     []packPlan
	Minutes   int // of all plans
	Questions []packAsked
	File      string // address of all of it as one file
	KiB       int    // its size
}

// packPlan is the session plan of a module.
type packPlan struct {
	At        placeLink
	Lang, Dir string
	Minutes   int // 0 where the plan has no figures
	HTML      template.HTML
}

// packTrainer is for who leads the session: the plans, the quiz on paper, and
// its answers on a page of their own at the end.
func (s *Site) packTrainer(c *fiber.Ctx, a askedPack) error {
	sp := s.Speaker(c)
	found := s.Library.Find(a.Pack, sp.Lang())
	page := packTrainerPage{Given: a.Title, Links: s.packLinks(c, a), File: s.path(c, "pack/"+trainersBook+"?"+a.query())}
	page.Questions = s.packAsked(sp, s.packQuiz(sp, found), func(int) int { return 0 })
	var err error
	if page.Plans, page.Minutes, err = s.packPlans(sp, found); err != nil {
		return err
	}
	if len(page.Plans) == 0 && len(page.Questions) == 0 {
		return web.ErrMissing
	}
	b, err := s.bookOfPack(c, a, true)
	if err != nil {
		return err
	}
	if page.KiB, err = sizeOf(b, asHTML); err != nil {
		return err
	}
	return s.Draw(c, "public/packtrainer", fiber.StatusOK, sp.T("pack.trainer_of", "Title", s.packName(sp, a)), page, web.MaxAge(minutes5), web.NoIndex())
}

// packPlans draws the session plans of a pack's modules.
func (s *Site) packPlans(sp i18n.Speaker, found []content.Found) (plans []packPlan, minutes int, err error) {
	for _, d := range plansOf(found) {
		plan := packPlan{Lang: d.Lang, Dir: s.Bundle.Speaker(d.Lang).Dir()}
		plan.At = s.inLanguage(sp, placeLink{Href: textAddress(sp.Lang(), d) + "#" + planID, Words: d.Title}, d.Lang)
		blocks, err := d.Blocks()
		if err != nil {
			return nil, 0, err
		}
		for _, p := range planOf(d) {
			for _, b := range blocks {
				if b.ID == p.ID {
					plan.HTML += secondary(b.HTML, textAddress(sp.Lang(), d))
				}
			}
			plan.Minutes += minutesOf(p.Text)
		}
		minutes += plan.Minutes
		plans = append(plans, plan)
	}
	return plans, minutes, nil
}

// planID is the id of the heading above a module's session plan.
// Source: the library's format, content/doc.go.
const planID = "plan"

// plansOf gives the modules of a pack, also those of which it has only a part,
// that have a session plan.
func plansOf(found []content.Found) []*content.Document {
	var out []*content.Document
	seen := make(map[string]bool)
	for _, f := range found {
		if f.There() && f.Kind == "training" && !seen[f.Slug] && len(planOf(f.Document)) > 0 {
			seen[f.Slug] = true
			out = append(out, f.Document)
		}
	}
	return out
}

// planOf gives the paragraphs below the heading of the plan.
func planOf(d *content.Document) []content.Paragraph { return underHeading(d, planID) }

// underHeading gives the paragraphs under the heading with an id.
func underHeading(d *content.Document, id string) []content.Paragraph {
	var out []content.Paragraph
	for _, h := range d.TOC {
		if h.ID != id {
			continue
		}
		for _, p := range d.Paragraphs {
			if p.Heading == h.Text {
				out = append(out, p)
			}
		}
	}
	return out
}

// minutesOf adds up the first column of a plan's table, "10 · Opening · …", in
// any script's digits.
func minutesOf(text string) int {
	sum := 0
	for line := range strings.Lines(text) {
		first, _, cells := strings.Cut(line, " · ")
		if n, err := strconv.Atoi(fold.Digits(strings.TrimSpace(first))); cells && err == nil && n > 0 && n <= 24*60 {
			sum += n
		}
	}
	return sum
}
