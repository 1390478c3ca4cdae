package public

import (
	"github.com/gofiber/fiber/v2"
	"golang.org/x/time/rate"

	"mukti/cmd/portal/web"
)

// kindHelp is the kind of the portal's own pages in the library.
const kindHelp = "help"

// Routes is the application with every address of the public site.
func (s *Site) Routes() *fiber.App {
	if s.Name == "" {
		s.Name = web.Public
	}
	if s.Answer == nil {
		s.Answer = s.answer
	}
	s.Foot, s.maps.Bytes = s.foot, mapsKept
	limit := s.apiRate()
	s.budget = rate.NewLimiter(limit, max(1, int(2*limit)))
	s.packs.Bytes = packBytes

	app := s.App()
	app.Get("/", s.root)
	app.Get("/exit", s.exit)
	app.Get("/healthz", s.healthz)
	app.Get("/readyz", s.readyz)
	app.Get("/robots.txt", s.robots)
	app.Get("/sitemap.xml", s.keptMap(s.sitemapXML))
	app.Get("/sitemap/:part", s.keptMap(s.sitemapXMLPart))
	app.Get("/opensearch.xml", s.openSearch)
	app.Get("/.well-known/security.txt", s.securityTxt)

	api := app.Group("/api/v1", s.limited)
	api.Get("/openapi.json", s.apiDescription)
	api.Get("/search", s.apiSearch)
	api.Get("/search/suggest", s.apiSuggest)
	api.Get("/places", s.apiPlaces)
	api.Get("/units", s.apiUnits)
	api.Get("/units/:code", s.apiUnit)
	api.Post("/tips", s.apiTip)
	api.Post("/mailbox", s.apiMailbox)
	api.Post("/mailbox/letters", s.apiWrite)

	app.Get("/:lang", s.slash)
	app.Use("/:lang", s.language)
	p := app.Group("/:lang")
	p.Get("/", s.counted(s.home))
	p.Get("/library", s.slash)
	p.Get("/library/", s.counted(s.kept(s.library)))
	p.Get("/library/changes", s.counted(s.kept(s.changes)))
	p.Get("/library/:kind", s.slash)
	p.Get("/library/:kind/", s.counted(s.kept(s.kind)))
	p.Get("/library/:kind/feed.atom", s.kept(s.feed))
	p.Get("/library/laws/concordance", s.counted(s.kept(s.concordance)))
	p.Get("/library/:kind/:slug", s.counted(s.kept(s.document)))
	p.Get("/library/:kind/:slug/history", s.counted(s.kept(s.history)))
	p.Get("/library/:kind/:slug/diff", s.counted(s.kept(s.diff)))
	p.Get("/library/:kind/:slug/card", s.counted(s.kept(s.card)))
	p.Get("/library/:kind/:slug/book.epub", s.kept(s.book(asEPUB)))
	p.Get("/library/:kind/:slug/book.html", s.kept(s.book(asHTML)))
	p.Get("/library/:kind/:slug/book.pdf", s.bookPDF)
	p.Get("/library/:kind/:slug/card.pdf", s.cardPDF)
	p.Get("/library/:kind/:slug/reply", s.counted(s.kept(s.reply)))
	p.Get("/library/:kind/:slug/reply.csv", s.kept(s.replyCSV))
	p.Get("/library/:kind/:slug/register", s.counted(s.kept(s.register)))
	p.Get("/library/:kind/:slug/register.csv", s.kept(s.registerCSV))
	p.Get("/library/:kind/:slug/quiz", s.counted(s.kept(s.quiz)))
	p.Post("/library/:kind/:slug/quiz", s.markQuiz)
	p.Get("/library/:kind/:slug/files/:file", s.original)
	p.Get("/pack", s.keptPack(s.pack))
	p.Get("/pack/edit", s.withPack(s.inTurn(s.packEdit)))
	p.Get("/pack/quiz", s.keptPack(s.packQuizPage))
	p.Post("/pack/quiz", s.markPackQuiz)
	p.Get("/pack/trainer", s.keptPack(s.packTrainer))
	p.Get("/pack/book.epub", s.keptPack(s.packBook(asEPUB, false)))
	p.Get("/pack/book.html", s.keptPack(s.packBook(asHTML, false)))
	p.Get("/pack/"+packPDF, s.withPack(s.printPack))
	p.Get("/pack/"+trainersBook, s.keptPack(s.packBook(asHTML, true)))
	p.Get("/search", s.counted(s.search))
	p.Get("/units", s.slash)
	p.Get("/units/", s.units)
	p.Get("/units/:code", s.unit)
	p.Get("/form", s.form)
	p.Post("/form", s.post("form", s.sendTip))
	p.Get("/form/:handle", s.sent)
	p.Post("/form/:handle", s.post("form/gone", s.clarify))
	p.Get("/number", s.number)
	p.Post("/number", s.post("number", s.openNumber))
	p.Post("/number/letter", s.post("number", s.writeLetter))
	p.Get("/number/letter", s.toNumber)
	p.Post("/number/contact", s.post("number", s.eraseContact))
	p.Get("/number/contact", s.toNumber)
	p.Post("/number/leave", s.post("number", s.leaveNumber))
	p.Get("/number/leave", s.toNumber)
	p.Get("/help", s.kept(s.help))
	p.Get("/statistics", s.statistics)
	p.Get("/statistics/:file", s.statisticsFile)
	p.Get("/settings", s.settings)
	p.Post("/settings", s.post("settings", s.saveSettings))
	p.Get("/sitemap", s.sitemap)
	p.Get("/feed.atom", s.kept(s.feed))
	p.Get("/new", s.toChanges)
	p.Get("/"+openSearchPath, s.kept(s.openSearch))
	p.Get("/policies", s.kept(s.policiesPage))
	p.Get("/feedback", s.feedback)
	p.Post("/feedback", s.post("feedback", s.sendFeedback))
	for _, page := range ownPages {
		p.Get("/"+page.path, s.kept(s.own(page)))
	}
	app.Use(s.missing)
	return app
}
