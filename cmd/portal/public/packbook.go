package public

import "github.com/gofiber/fiber/v2"

// packBook is a file made of a pack.
type packBook struct{ Name, Href string }

func (s *Site) packBooks(_ *fiber.Ctx, _ askedPack) []packBook { return nil }
