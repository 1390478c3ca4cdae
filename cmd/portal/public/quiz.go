package public

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
)

type quizPage struct {
	Document  *content.Document
	KindName  string // message id
	At        string
	Lang, Dir string // of the questions
	Questions []asked
	Marked    bool
	Right     int
	Again     string // address of the unanswered quiz
}

type asked struct {
	Number  int
	Name    string // of the field
	Ask     string
	Options []option
	Right   bool   // the answer given is the right one
	Answer  string // the right one
	Why     string
	At      *placeLink
}

type option struct {
	Value  string
	Text   string
	Chosen bool
}

// maxQuiz is the most that a filled quiz can take, in bytes.
const maxQuiz = 4 << 10

// quizOf finds a training document with a quiz.
func (s *Site) quizOf(c *fiber.Ctx) (*content.Document, error) {
	d, ok := s.Library.Document(c.Params("kind"), c.Params("slug"), s.Speaker(c).Lang())
	if !ok || len(d.Quiz) == 0 {
		return nil, web.ErrMissing
	}
	return d, nil
}

// quiz shows the questions; with ?a=, the answers marked. The answers stand in
// the address, a digit a question, and nowhere else: there is nothing to store
// and nobody to know.
func (s *Site) quiz(c *fiber.Ctx) error {
	d, err := s.quizOf(c)
	if err != nil {
		return err
	}
	sp := s.Speaker(c)
	given := c.Query("a")
	page := quizPage{Document: d, KindName: kindName(d.Kind), At: at(d), Lang: d.Lang, Again: s.path(c, at(d)) + "/quiz"}
	if d.QuizLang != "" {
		page.Lang = d.QuizLang
	}
	page.Dir = s.Bundle.Speaker(page.Lang).Dir()
	page.Marked = len(given) == len(d.Quiz) && strings.Trim(given, "0123456789") == ""
	for i, q := range d.Quiz {
		answer := 0
		if page.Marked {
			answer = int(given[i] - '0')
		}
		x := s.question(sp, i, q, answer)
		if page.Marked && x.Right {
			page.Right++
		}
		page.Questions = append(page.Questions, x)
	}
	return s.Draw(c, "public/quiz", fiber.StatusOK, sp.T("library.quiz_of", "Title", d.Title), page, web.MaxAge(minutes5), web.NoIndex())
}

func (s *Site) question(sp i18n.Speaker, i int, q content.Question, answer int) asked {
	x := asked{Number: i + 1, Name: "q" + strconv.Itoa(i+1), Ask: q.Ask, Right: answer == q.Answer, Answer: q.Options[q.Answer-1], Why: q.Why}
	for j, text := range q.Options {
		x.Options = append(x.Options, option{strconv.Itoa(j + 1), text, j+1 == answer})
	}
	if q.At.Kind != "" {
		at := s.placed(sp, q.At)
		x.At = &at
	}
	return x
}

// markQuiz reads the answers and leads to the page that marks them.
func (s *Site) markQuiz(c *fiber.Ctx) error {
	d, err := s.quizOf(c)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(c, maxQuiz, nil)
	if err != nil {
		v = nil // what could not be read counts as unanswered
	}
	answers := make([]byte, len(d.Quiz))
	for i := range d.Quiz {
		answers[i] = '0'
		if a := v.Get("q" + strconv.Itoa(i+1)); len(a) == 1 && a[0] >= '1' && int(a[0]-'0') <= len(d.Quiz[i].Options) {
			answers[i] = a[0]
		}
	}
	return web.SeeOther(c, s.path(c, at(d))+"/quiz?a="+string(answers))
}
