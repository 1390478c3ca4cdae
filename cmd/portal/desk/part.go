package desk

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// etag names a file's bytes by their hash, which stands on the tip's page too.
func etag(sum string) string { return `"` + sum[:min(32, len(sum))] + `"` }

// partOf reads which part of a file is asked for, and gives the answer's status:
// 200 for all of it, 206 for one part, 416 for none that there is. A range that
// is no range, several ranges, and a part of other bytes than these are answered
// with all of it.
// Source: RFC 9110, sections 13.1.5, 14.1.2, 14.2 and 15.5.17.
func partOf(asked, ifRange string, size int64, sum string) (tips.Part, int) {
	all := tips.Part{Size: size}
	spec, ok := strings.CutPrefix(asked, "bytes=")
	if !ok || strings.Contains(spec, ",") || ifRange != "" && (sum == "" || ifRange != etag(sum)) {
		return all, fiber.StatusOK
	}
	first, last, ok := strings.Cut(strings.TrimSpace(spec), "-")
	from, fromOK := position(first)
	to, toOK := position(last)
	switch {
	case !ok || !fromOK || !toOK || first == "" && last == "":
		return all, fiber.StatusOK
	case first == "": // the last so many bytes
		if to == 0 || size == 0 {
			return tips.Part{}, fiber.StatusRequestedRangeNotSatisfiable
		}
		n := min(to, size)
		return tips.Part{From: size - n, Size: n}, fiber.StatusPartialContent
	case last != "" && to < from:
		return all, fiber.StatusOK
	case from >= size:
		return tips.Part{}, fiber.StatusRequestedRangeNotSatisfiable
	case last == "" || to >= size:
		to = size - 1
	}
	return tips.Part{From: from, Size: to - from + 1}, fiber.StatusPartialContent
}

// position reads a number of bytes; what is larger than any file counts as that
// large. "" is 0.
func position(text string) (int64, bool) {
	if strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	if len(text) > 18 {
		return 1 << 60, true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil || text == ""
}
