package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/desk"
	"mukti/cmd/portal/public"
	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/search"
	"mukti/tips"
	"mukti/tips/notices"
)

// serveCmd is `portal serve`.
type serveCmd struct {
	Demo bool `help:"A demonstration: invented officers and tips; every page says so. In a fresh temporary folder unless --data is given."`
}

// Run serves until the context ends.
func (s *serveCmd) Run(w *world, c *Common) error {
	if c.Public == "" && c.Desk == "" {
		return fmt.Errorf("%w: both --public and --desk are empty: nothing to serve", errUsage)
	}
	log := c.logger(w)
	if s.Demo {
		drop, err := demoFolder(c)
		if err != nil {
			return err
		}
		defer drop()
	}
	if err := c.check(); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	matter := c.readMatter() // while the house opens
	defer matter.reading.Wait()
	h, err := openHouse(w.ctx, c, log, true)
	if err != nil {
		return err
	}
	defer func() {
		if err := h.db.Close(); err != nil {
			log.Error("the database did not close", "err", err)
		}
	}()
	if err := h.markDemo(s.Demo); err != nil {
		return err
	}
	links, err := h.firstStart(w.ctx, c)
	if err != nil {
		return err
	}
	sites, err := h.sites(c, s.Demo, log, matter)
	if err != nil {
		return err
	}
	defer sites.close()
	if err := sites.listen(c); err != nil {
		return err
	}
	switch {
	case s.Demo:
		if err := h.demonstrate(w, sites, links); err != nil {
			return err
		}
	case links != nil:
		if err := h.giveLinks(w, sites, *links); err != nil {
			return err
		}
	}
	sites.say(w)
	return sites.serve(w.ctx, h)
}

// firstStart makes the national cell's key and the two one-time links, once.
func (h *house) firstStart(ctx context.Context, c *Common) (*tips.First, error) {
	if h.secrets.cell != nil {
		return nil, nil
	}
	path := filepath.Join(c.Data, keysFolder, cellFile)
	members, err := h.db.Members(ctx)
	if err != nil {
		return nil, err
	}
	if len(members) > 0 {
		return nil, fmt.Errorf("%s: missing beside a database with officers: put it back from the backup", path)
	}
	first, err := tips.NewDesk(h.config).FirstStart(ctx, "National cell, first officer", "Administrator")
	if err != nil {
		return nil, err
	}
	if err := writeNew(path, fmt.Sprintf("%x\n", first.CellKey)); err != nil {
		return nil, err
	}
	h.secrets.cell = first.CellKey
	h.config.Keys.Cell = first.CellKey
	return &first, nil
}

// giveLinks shows the two one-time links on the terminal, or else puts them in
// a file that only the portal's user can read. They are in no log.
func (h *house) giveLinks(w *world, s *sites, first tips.First) error {
	text := fmt.Sprintf("Two one-time links. Hand them over in person.\n\n"+
		"The national cell's first officer (this link carries the cell's key; lost, nothing can be opened):\n  %s/enrol/%s\n\n"+
		"The administrator (accounts; can open no tip; good for seven days):\n  %s/enrol/%s\n", s.deskOrigin, first.CellToken, s.deskOrigin, first.AdminToken)
	if isTerminal(w.stdout) {
		_, err := fmt.Fprintf(w.stdout, "\n%s\n", text)
		return err
	}
	path := filepath.Join(h.data, "first-links.txt")
	if err := writeNew(path, text); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w.stdout, "First start: two one-time links are in %s (readable by this user alone). Delete it when they are used.\n", path)
	return err
}

func isTerminal(v any) bool {
	f, ok := v.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice != 0
}

// sites are the two sites and what they need.
type sites struct {
	line                     *tips.Line
	desk                     *tips.Desk
	teller                   *tips.Teller
	index                    *search.Index
	public, deskApp          *fiber.App
	publicSite               *public.Site
	publicAt, deskAt         net.Listener
	publicOrigin, deskOrigin string
	sources                  *web.Sources // one key of the day for both sites' listeners
	marks                    *markRing
	log                      *slog.Logger
	reread                   *reread            // without --library it sees to the index alone
	demoAccounts             []desk.DemoAccount // set before anything is served
}

// sites wires everything that draws.
func (h *house) sites(c *Common, demo bool, log *slog.Logger, m *matter) (*sites, error) {
	proxy, proxyFault := c.proxy()
	onion, onionFault := c.onion()
	exits, exitFault := c.exits()
	if err := errors.Join(proxyFault, onionFault, exitFault); err != nil {
		return nil, err
	}
	if err := m.wait(); err != nil {
		return nil, err
	}
	indexes := filepath.Join(c.Data, searchFolder)
	bundle, theme, library, index := m.bundle, m.theme, content.Live(m.library), search.Live(search.OpenBeside(m.library, indexes))
	s := &sites{index: index, line: tips.NewLine(h.config), desk: tips.NewDesk(h.config), log: log, sources: &web.Sources{}, marks: h.secrets.marks,
		publicOrigin: origin(c.Origin, c.Public), deskOrigin: origin(c.DeskOrigin, c.Desk)}
	newSite := func(name, at string) *web.Site {
		return &web.Site{Name: name, Themes: theme, Bundle: bundle, Origin: at, Demo: demo, Log: log,
			PublicOrigin: s.publicOrigin, DeskOrigin: s.deskOrigin, Sources: s.sources}
	}
	publicSite := &public.Site{Site: newSite(web.Public, s.publicOrigin), Line: s.line, Library: library, Index: index,
		Gazetteer: h.config.Places, Units: h.config.Units, Now: h.config.Now, Exit: exits}
	publicSite.Proxy, publicSite.Onion = proxy, onion
	if c.PDF != "" {
		publicSite.Printer = &public.Printer{Program: c.PDF}
	}
	if c.Operator != "" {
		publicSite.Operators, _ = public.ParseOperators(c.Operator) // checked with the other flags
	}
	s.publicSite = publicSite
	s.public = publicSite.Routes()
	deskSite := &desk.Site{Site: newSite(web.Desk, s.deskOrigin), Desk: s.desk, Units: h.config.Units, Places: h.config.Places,
		Library:      library,
		PublicOrigin: s.publicOrigin, Now: h.config.Now}
	allow, err := c.noticeAllow()
	if err != nil {
		return nil, err
	}
	s.teller = tips.NewTeller(h.config, (&notices.Sender{Allow: allow}).Send, deskSite.NoticeWords)
	s.reread = &reread{dir: c.LibraryDir, library: library, now: m.library, index: index, keep: indexes, texts: filepath.Join(c.Data, textsFolder), log: log, read: m.before}
	if demo {
		deskSite.DemoAccounts = func() []desk.DemoAccount { return s.demoAccounts }
	}
	s.deskApp = deskSite.Routes()
	return s, nil
}

// listen takes both addresses before anything is said or served.
func (s *sites) listen(c *Common) error {
	for _, l := range []struct {
		flag, addr string
		to         *net.Listener
	}{{"public", c.Public, &s.publicAt}, {"desk", c.Desk, &s.deskAt}} {
		if l.addr == "" {
			continue
		}
		ln, err := listen(l.addr, c, s.sources)
		if err != nil {
			return fmt.Errorf("--%s %s: cannot listen: %w", l.flag, l.addr, errors.Unwrap(err))
		}
		*l.to = ln
	}
	return nil
}

func (s *sites) say(w *world) {
	if s.publicAt != nil {
		fmt.Fprintf(w.stdout, "The site:  %s/\n", s.publicOrigin)
	}
	if s.deskAt != nil {
		fmt.Fprintf(w.stdout, "The desk:  %s/\n", s.deskOrigin)
	}
}

// shutdownTime is how long running requests may take to end.
const shutdownTime = 20 * time.Second

// serve runs both sites and the sweep until ctx ends or one of them fails.
func (s *sites) serve(ctx context.Context, h *house) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var running sync.WaitGroup
	failed := make(chan error, 2)
	serve := func(app *fiber.App, ln net.Listener, name string) {
		if ln == nil {
			return
		}
		running.Go(func() {
			if err := app.Listener(ln); err != nil {
				failed <- fmt.Errorf("%s: %w", name, err)
				stop()
			}
		})
	}
	serve(s.public, s.publicAt, "public site")
	serve(s.deskApp, s.deskAt, "desk")
	// What was read at the start leaves as much again as garbage: without this it
	// stays with the process. It is not on the way of the first page.
	running.Go(debug.FreeOSMemory)
	running.Go(func() { s.line.Run(ctx) })
	running.Go(func() { s.turnMarks(ctx) })
	running.Go(func() { s.publicSite.CountVisits(ctx) })
	running.Go(func() { s.reread.run(ctx) })
	running.Go(func() { s.signHeads(ctx) })
	running.Go(func() { s.keep(ctx, h) })
	running.Go(func() { s.teller.Run(ctx) })
	<-ctx.Done()
	err := errors.Join(s.public.ShutdownWithTimeout(shutdownTime), s.deskApp.ShutdownWithTimeout(shutdownTime))
	running.Wait()
	select {
	case first := <-failed:
		return first
	default:
		return err
	}
}

// turnMarks gives marks a new key when the old one has had its time, and
// forgets what is under a key that is gone: at the start, then every hour.
func (s *sites) turnMarks(ctx context.Context) {
	for forget := true; ; {
		turned, err := s.marks.turn(time.Now())
		if err != nil {
			s.log.Error("the key of marks was not renewed; it is tried again", "err", err)
		}
		if forget = forget || turned; forget {
			if err := s.line.ForgetMarks(ctx); err == nil {
				forget = false
			} else if ctx.Err() == nil {
				s.log.Error("old marks were not forgotten; it is tried again", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

func (s *sites) close() {
	s.line.Close()
	s.desk.Stop()
	if err := s.index.Close(); err != nil {
		s.log.Error("the index did not close", "err", err)
	}
}
