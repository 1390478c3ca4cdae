package desk

import (
	"testing"

	"github.com/gofiber/fiber/v2"
)

func FuzzPartsStayInsideTheFile(f *testing.F) {
	for _, s := range []string{"bytes=0-1", "bytes=-1", "bytes=5-", "bytes=9223372036854775807-", "bytes=1-9223372036854775808", "bytes=-0", "bytes=a-b", "bytes= 1-2", "bytes=1-2-3"} {
		f.Add(s, int64(10))
	}
	f.Fuzz(func(t *testing.T, asked string, size int64) {
		if size < 0 || size > 1<<40 {
			return
		}
		part, status := partOf(asked, "", size, "0123456789abcdef0123456789abcdef")
		switch status {
		case fiber.StatusOK:
			if part.From != 0 || part.Size != size {
				t.Errorf("%q of %d: all of it is %+v", asked, size, part)
			}
		case fiber.StatusPartialContent:
			if part.From < 0 || part.Size < 1 || part.From+part.Size > size {
				t.Errorf("%q of %d: %+v", asked, size, part)
			}
		case fiber.StatusRequestedRangeNotSatisfiable:
		default:
			t.Errorf("%q of %d: status %d", asked, size, status)
		}
	})
}
