package desk

import (
	_ "embed"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

// passkeyJS asks the browser for passkeys: nothing else can. Whoever has scripts
// off uses an authenticator.
//
//go:embed passkey.js
var passkeyJS string

func (s *Site) passkeyScript(v *visit) error {
	v.c.Set(fiber.HeaderContentType, "text/javascript; charset=utf-8")
	return v.c.SendString(passkeyJS)
}

// scripts lets a page that asks for passkeys do so.
func scripts(options string) []web.Option {
	if options == "" {
		return nil
	}
	return []web.Option{web.Passkeys()}
}

func (f factorPart) options() []web.Option {
	return append(scripts(f.Passkey), web.InlineImages())
}
