package files

import (
	"bytes"
	"fmt"
	"strings"
)

// pdfOf writes a PDF of objects, numbered from 1; the first is the catalog.
func pdfOf(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, start)
	return b.Bytes()
}

func pdfStream(dict, body string) string {
	return fmt.Sprintf("<</Length %d %s>>stream\n%s\nendstream", len(body), dict, body)
}

const onePage = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<>>"

// pagesPDF is a PDF of one page with more in its catalog, its page, its objects.
func pagesPDF(catalog, page string, more ...string) []byte {
	return pdfOf("", append([]string{"<</Type/Catalog/Pages 2 0 R" + catalog + ">>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
		onePage + page + ">>", pdfStream("", "0 0 100 100 re f")}, more...)...)
}

// dressedPDF holds every kind of words, files and scripts that PDFs carry, and
// a photo with a position.
func dressedPDF(photo []byte) []byte {
	p := "(" + plant + ")"
	return pdfOf("/Info 5 0 R/ID[<"+strings.Repeat("41", 16)+"><"+strings.Repeat("42", 16)+">]",
		"<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R/OpenAction 7 0 R/AA<</WC 7 0 R>>/Names<</JavaScript<</Names["+p+" 7 0 R]>>/EmbeddedFiles<</Names["+p+" 8 0 R]>>/Dests<</Names["+p+"[3 0 R/Fit]]>>>>"+
			"/Outlines<</First 10 0 R/Last 10 0 R/Count 1>>/AF[8 0 R]/AcroForm<</Fields[14 0 R]/DA"+p+">>/PieceInfo<</X<</Private"+p+">>>>/Lang"+p+"/StructTreeRoot<</K<</Alt"+p+">>>>/OCProperties<</OCGs[13 0 R]/D<</ON[13 0 R]/Order["+p+" 13 0 R]/Name"+p+">>>>/Unknown"+p+">>",
		"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 300 300]/Resources<</XObject<</Im 11 0 R>>/Properties<</MC<</ActualText"+p+">>/OC 13 0 R>>/ColorSpace<</CS[/ICCBased 12 0 R]>>>>>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[9 0 R 14 0 R 15 0 R]/AA<</O 7 0 R>>/PieceInfo<</X<</Private"+p+">>>>/Thumb 11 0 R/LastModified(D:2026)>>",
		pdfStream("", "q 300 0 0 300 0 0 cm /Im Do Q"),
		"<</Title"+p+"/Author"+p+"/Producer"+p+"/CreationDate(D:20261122)>>",
		pdfStream("/Type/Metadata/Subtype/XML", "<x:xmpmeta>"+plant+"</x:xmpmeta>"),
		"<</S/JavaScript/JS(app.alert\\("+plant+"\\))>>",
		"<</Type/Filespec/F"+p+"/UF"+p+"/EF<</F 6 0 R>>>>",
		"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI"+p+">>/Contents"+p+">>",
		"<</Title"+p+"/Parent 1 0 R/A 7 0 R>>",
		pdfStream("/Type/XObject/Subtype/Image/Width 320/Height 200/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Metadata 6 0 R/OPI<</X"+p+">>", string(dressed(photo, 6))),
		pdfStream("/N 3/Alternate/DeviceRGB", plant),
		"<</Type/OCG/Name"+p+"/Usage<</CreatorInfo<</Creator"+p+">>>>>>",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T"+p+"/V"+p+"/Rect[0 0 50 20]/AP<</N 16 0 R/D 16 0 R>>/AA<</K 7 0 R>>/MK<</CA"+p+">>>>",
		"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 8 0 R/Contents"+p+">>",
		pdfStream("/Type/XObject/Subtype/Form/BBox[0 0 50 20]/Metadata 6 0 R/Private"+p, "0 0 50 20 re f"))
}
