package mapped

import "io"

// pieceSize is what is written at once, in bytes. Linux keeps a file in its
// cache in pages as large as it was written, up to 2 MB, and where one byte of
// such a page is looked at maps all of it: a portal that looks at a hundred
// places of a file would hold the whole.
const pieceSize = 16 << 10

// InPieces gives a writer of a file that is to be mapped.
func InPieces(f io.Writer) io.Writer { return pieces{f} }

type pieces struct{ to io.Writer }

func (p pieces) Write(data []byte) (n int, err error) {
	for n < len(data) {
		wrote, err := p.to.Write(data[n:min(n+pieceSize, len(data))])
		n += wrote
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
