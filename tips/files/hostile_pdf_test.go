//go:build linux && (amd64 || arm64)

package files

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func hostilePDFs(t *testing.T) map[string]hostile {
	plain := pagesPDF("", "")
	many := func() []byte {
		var kids strings.Builder
		objects := []string{"<</Type/Catalog/Pages 2 0 R>>", ""}
		for i := range 10_000 {
			fmt.Fprintf(&kids, "%d 0 R ", 3+i)
			objects = append(objects, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
		}
		objects[1] = "<</Type/Pages/Count 10000/Kids[" + kids.String() + "]>>"
		return pdfOf("", objects...)
	}
	deep := func() []byte {
		objects := []string{"<</Type/Catalog/Pages 2 0 R>>"}
		for i := range 500 {
			objects = append(objects, fmt.Sprintf("<</Type/Pages/Count 1/Kids[%d 0 R]>>", 3+i))
		}
		return pdfOf("", append(objects, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")...)
	}
	prev := func() []byte {
		b := bytes.Clone(plain)
		at := bytes.LastIndex(b, []byte("xref\n0"))
		return bytes.Replace(b, []byte("/Root 1 0 R"), fmt.Appendf(nil, "/Prev %d/Root 1 0 R", at), 1)
	}
	image := func(filter, body string) []byte {
		return pagesPDF("", "/X 5 0 R", pdfStream("/Type/XObject/Subtype/Image/Width 64/Height 48/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter"+filter, body))
	}
	used := func(filter, body string) func() []byte {
		return fixed(bytes.Replace(image(filter, body), []byte("/Resources<<>>/X 5 0 R"), []byte("/Resources<</XObject<</I 5 0 R>>>>"), 1))
	}
	photo := plainJPEG(t, 64, 48)
	js := "<</S/JavaScript/JS(" + plant + ")>>"
	return map[string]hostile{
		"PDF with every kind of words": {"", fixed(dressedPDF(photo)), "clean"},
		"PDF with JavaScript":          {"", fixed(pagesPDF("/OpenAction "+js+"/Names<</JavaScript<</Names[(a)"+js+"]>>>>", "/AA<</O "+js+">>")), "clean"},
		"PDF that starts a program":    {"", fixed(pagesPDF("/OpenAction<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)>>>>", "")), "clean"},
		"PDF that calls home":          {"", fixed(pagesPDF("/OpenAction<</S/URI/URI(http://x/)>>", "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://x/)>>>>]")), "clean"},
		"PDF that sends its form":      {"", fixed(pagesPDF("/AcroForm<</Fields[]>>/OpenAction<</S/SubmitForm/F(http://x/)>>", "")), "clean"},
		"PDF with a file in it":        {"", fixed(pagesPDF("/Names<</EmbeddedFiles<</Names[(x)<</Type/Filespec/F(x.exe)/EF<</F 5 0 R>>>>]>>>>", "", pdfStream("/Type/EmbeddedFile", "MZ"+plant))), "clean"},
		"PDF then a page":              {"", fixed(join(plain, []byte("<script>alert(1)</script>"))), "clean damaged"},
		"PDF with an earlier revision": {"", fixed(pagesPDF("", "", "("+plant+")")), "clean"},
		"PDF with a content that swells": {"", func() []byte {
			return pdfOf("", "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", onePage+">>", pdfStream("/Filter/FlateDecode", swelling()))
		}, "clean"},
		"PDF with film and sound":               {"", fixed(pagesPDF("", "/Annots[<</Type/Annot/Subtype/Movie/Rect[0 0 9 9]/Movie<</F(x)>>>><</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>]")), "clean"},
		"PDF with a page behind a page":         {"", words("<html><script>alert(1)</script>" + string(plain)), "clean"},
		"PDF of 10,000 pages":                   {"", many, "limit"},
		"PDF with a tree 500 deep":              {"", deep, "limit damaged"},
		"PDF with a tree in a circle":           {"", fixed(pdfOf("", "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Pages/Count 1/Kids[2 0 R]>>")), "damaged"},
		"PDF without pages":                     {"", fixed(pdfOf("", "<</Type/Catalog>>")), "damaged"},
		"PDF whose object is itself":            {"", fixed(pagesPDF("/OCProperties 5 0 R", "", "5 0 R")), "clean damaged"},
		"PDF with a list of tables in a circle": {"", prev, "clean damaged"},
		"PDF with arrays 50,000 deep":           {"", fixed(pagesPDF("", "/Group"+strings.Repeat("[", 50_000)+strings.Repeat("]", 50_000))), "damaged limit"},
		"PDF with objects that swell": {"", func() []byte {
			return pagesPDF("", "/Group 5 0 R", pdfStream("/Type/ObjStm/N 9/First 99/Filter/FlateDecode", swelling()))
		}, "damaged limit clean"},
		"PDF with a photo that is damaged":        {"", used("/DCTDecode", string(photo[:300])), "damaged"},
		"PDF with a photo with a position inside": {"", used("/DCTDecode", string(dressed(photo, 6))), "clean"},
		"PDF with an unknown filter":              {"", used("/Crypt", "x"), "kind damaged"},
		"PDF with a photo that swells":            {"", func() []byte { return used("[/FlateDecode/DCTDecode]", swelling())() }, "limit damaged"},
		"PDF with a part outside":                 {"", fixed(bytes.Replace(image("/FlateDecode/F(/etc/passwd)", "x"), []byte("/Resources<<>>/X 5 0 R"), []byte("/Resources<</XObject<</I 5 0 R>>>>"), 1)), "kind"},
		"PDF with an XFA form":                    {"", fixed(pagesPDF("/AcroForm<</XFA 5 0 R>>", "", pdfStream("", "<xdp/>"))), "kind"},
		"PDF that is a portfolio":                 {"", fixed(pagesPDF("/Collection<</View/D>>", "")), "kind"},
		"PDF with a field without a look":         {"", fixed(pagesPDF("", "/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/V(words)/Rect[0 0 9 9]>>]")), "kind"},
		"PDF, encrypted":                          {"", fixed(testdata(t, "encrypted.pdf")), "kind damaged"},
		"PDF, locked":                             {"", fixed(testdata(t, "locked.pdf")), "damaged kind"},
		"PDF cut off":                             {"", fixed(plain[:len(plain)/2]), "clean damaged"},
		"PDF of nothing but its start":            {"", words("%PDF-1.7\n"), "damaged"},
		"PDF of 300,000 objects":                  {"", func() []byte { return pdfOf("/Size 2000000000", "<</Type/Catalog>>") }, "damaged"},
	}
}
