package desk

import (
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// readingRoutes are the addresses of reading a tip closely, and of being asked
// to read one.
func (s *Site) readingRoutes() []route {
	const get, post = fiber.MethodGet, fiber.MethodPost
	return []route{
		{get, "/reading", tips.ActReading, "desk.nav.reading", s.readings},
		{get, "/reading/:reading", tips.ActReading, "", s.readingOne},
		{post, "/reading/:reading/answer", tips.ActAnswer, "", s.answerReading},
		{get, "/reading/:reading/files/:file", tips.ActReading, "", s.readingFile},
		{get, "/languages", tips.ActLanguages, "", s.languages},
		{post, "/languages", tips.ActLanguages, "", s.setLanguages},
		{get, "/tips/:id/steps", tips.ActTick, "desk.nav.steps", s.steps},
		{post, "/tips/:id/steps", tips.ActTick, "", s.tickSteps},
		{get, "/tips/:id/reader", tips.ActReader, "desk.nav.reader", s.reader},
		{post, "/tips/:id/reader", tips.ActReader, "", s.askReader},
		{post, "/tips/:id/reader/:reading/end", tips.ActStopReader, "", s.stopReader},
		{post, "/tips/:id/note", tips.ActRemark, "", s.remark},
		{get, "/tips/:id/print", tips.ActPrint, "desk.nav.print", s.print},
		{get, "/tips/:id/files/:file/blurred", tips.ActOpen, "", s.fileBlurred},
		{get, "/tips/:id/files/:file/picture", tips.ActSee, "", s.picture},
		{post, "/tips/:id/files/:file/picture", tips.ActSee, "", s.see},
		{get, "/tips/:id/files/:file/shown", tips.ActSee, "", s.fileShown},
	}
}

type readingsPage struct {
	Title string
	Rows  []readingRow
}

type readingRow struct {
	Path, Asker string
	At          moment
	Until       *moment
}

// readings lists what this officer was asked to read.
func (s *Site) readings(v *visit) error {
	asked, err := s.Desk.Asked(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	page := readingsPage{Title: v.T("desk.reading.title")}
	for _, a := range asked {
		page.Rows = append(page.Rows, readingRow{"/reading/" + a.ID, v.asker(a), v.brief(a.At), v.due(readUntil, a.Expires)})
	}
	return v.draw("readings", fiber.StatusOK, page.Title, page)
}

func (v *visit) asker(a tips.AskedView) string {
	return v.T("desk.reader.who", "Name", a.AskerName, "Body", v.body(a.AskerBody))
}

type readingPage struct {
	ID, Title, Asker string
	Until            *moment
	Lang, LangDir    string
	Language         string
	Account          []string
	Who, Place, Ask  []string
	Letters          []letterRow
	Files            []fileRow
	Languages        []choice
	Text, Remarks    string
	TextHint         string
	Wrong            *wrongs
}

// readingOne shows the words that one was asked to translate.
func (s *Site) readingOne(v *visit) error {
	return v.drawReading(fiber.StatusOK, readingPage{}, "")
}

func (v *visit) drawReading(status int, p readingPage, into string) error {
	a, err := v.site.Desk.ReadAsked(v.c.UserContext(), v.seat, v.c.Params("reading"))
	if err != nil {
		return hidden(err)
	}
	lang := v.speech(a.Words.Language)
	p.ID, p.Title, p.Asker, p.Until = a.ID, v.T("desk.reading.one", "Language", lang.Name), v.asker(a), v.due(readUntil, a.Expires)
	p.Lang, p.LangDir, p.Language = lang.Tag, lang.Dir, lang.Name
	p.Account, p.Who, p.Place, p.Ask = lines(a.Words.Account), lines(a.Words.Who), lines(a.Words.Place), lines(a.Words.Ask)
	for _, l := range a.Words.Letters {
		p.Letters = append(p.Letters, letterRow{l.From, v.word("desk.from.", l.From), v.at(l.At), lines(l.Text)})
	}
	for i, f := range a.Words.Files {
		number := strconv.Itoa(i + 1)
		p.Files = append(p.Files, fileRow{Path: "/reading/" + a.ID + "/files/" + f.ID + "?n=" + number, Save: saveName(a.ID, i+1, f.MIME, ""),
			About: v.T("desk.files.about", "Kind", v.word("desk.kind.", f.Kind), "Size", v.size(f.Size)), SHA256: f.SHA256})
	}
	if into == "" {
		into = v.Lang()
	}
	p.Languages, p.TextHint = v.tongues(into), v.T("desk.reading.text.hint", "Limit", v.Number(tips.MaxTranslation))
	return v.draw("reading", status, p.Title, p)
}

// answerReading takes the translation.
func (s *Site) answerReading(v *visit) error {
	p := readingPage{Text: v.form.Get("text"), Remarks: v.form.Get("remarks")}
	into := v.form.Get("language")
	err := s.Desk.AnswerAsked(v.c.UserContext(), v.seat, v.c.Params("reading"), into, p.Text, p.Remarks)
	if w, ok := v.invalids("desk.wrong", err); ok {
		p.Wrong = w
		return v.drawReading(fiber.StatusUnprocessableEntity, p, into)
	}
	if err != nil {
		return hidden(err)
	}
	return web.SeeOther(v.c, "/reading?"+noteQuestion+"=translated")
}

// readingFile sends a file that goes with what one was asked to read.
func (s *Site) readingFile(v *visit) error {
	id, file := v.c.Params("reading"), v.c.Params("file")
	head, err := s.Desk.AskedFileHead(v.c.UserContext(), v.seat, id, file)
	if err != nil {
		return hidden(err)
	}
	ctx, seat := v.c.UserContext(), v.seat
	return v.attach(saveName(id, v.fileNumber(), head.MIME, ""), head.Size, head.SHA256, func(part tips.Part, w io.Writer) error {
		return s.Desk.AskedFile(ctx, seat, id, file, part, w)
	})
}
