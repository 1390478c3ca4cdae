package files

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"fmt"
	"image"
	"io"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"golang.org/x/sys/unix"
)

// heifWasm is libheif and libde265 as WebAssembly; the README says from where.
//
//go:embed heif.wasm.gz
var heifWasm []byte

// Numbers of libheif. Source: libheif 1.18.2, heif.h, heif_colorspace and heif_chroma.
const (
	heifYCbCr, heifRGB, heifGray       = 0, 1, 2
	heif420, heif422, heif444          = 1, 2, 3
	heifPage                     int64 = 64 << 10
)

// decodeHEIF decodes the primary picture. The decoder is C++, but it runs as
// WebAssembly: what it writes wrong stays in memory of its own, inside a child
// that is locked in. The picture lies in that memory until free is called.
func decodeHEIF(b []byte, pixels int) (m image.Image, free func(), err error) {
	d, err := newHeif(heifRoom(len(b), pixels))
	if err != nil {
		return nil, nil, err
	}
	free = func() { d.close(d.ctx) }
	if m, err = d.picture(b); err != nil {
		free()
		return nil, nil, err
	}
	return m, free, nil
}

func (d *heif) picture(b []byte) (image.Image, error) {
	at, err := d.alloc(len(b))
	if err != nil {
		return nil, err
	}
	if !d.mem.Write(at, b) {
		return nil, damaged("its decoder broke")
	}
	said, err := d.alloc(5 * 4)
	if err != nil {
		return nil, err
	}
	if err := d.decode(at, len(b), true, said, 0); err != nil {
		return nil, err
	}
	var v [5]uint32
	for i := range v {
		v[i], _ = d.mem.ReadUint32Le(said + uint32(4*i))
	}
	p := heifPlanes{w: int(v[0]), h: int(v[1]), space: v[2], chroma: v[3]}
	if p.w <= 0 || p.h <= 0 || p.w > MaxSide || p.h > MaxSide || p.w*p.h > MaxDrawn {
		return nil, ErrLimit
	}
	if err := p.lay(); err != nil {
		return nil, err
	}
	out, err := d.alloc(p.size)
	if err != nil {
		return nil, err
	}
	if err := d.decode(at, len(b), false, said, out); err != nil {
		return nil, err
	}
	pix, ok := d.mem.Read(out, uint32(p.size))
	if !ok {
		return nil, damaged("its decoder broke")
	}
	return p.picture(pix), nil
}

type heif struct {
	ctx          context.Context
	mem          api.Memory
	malloc, call api.Function
	close        func(context.Context) error
}

func newHeif(memory int64) (*heif, error) {
	z, err := gzip.NewReader(bytes.NewReader(heifWasm))
	if err != nil {
		return nil, fmt.Errorf("files: HEIC: %w", err)
	}
	code, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("files: HEIC: %w", err)
	}
	pages := min(memory, memoryDrawn) / heifPage
	ctx := experimental.WithMemoryAllocator(context.Background(), experimental.MemoryAllocatorFunc(reserve))
	rt := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithMemoryLimitPages(uint32(pages)))
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, rt); err != nil {
		rt.Close(ctx)
		return nil, fmt.Errorf("files: HEIC: %w", err)
	}
	// Neither files nor streams nor clock nor chance are handed in.
	mod, err := rt.InstantiateWithConfig(ctx, code, wazero.NewModuleConfig())
	if err != nil {
		rt.Close(ctx)
		return nil, fmt.Errorf("files: HEIC: %w", err)
	}
	return &heif{ctx: ctx, mem: mod.Memory(), malloc: mod.ExportedFunction("malloc"), call: mod.ExportedFunction("decode"), close: rt.Close}, nil
}

func (d *heif) alloc(n int) (uint32, error) {
	r, err := d.malloc.Call(d.ctx, uint64(n))
	if err != nil {
		return 0, damaged("its decoder broke")
	}
	if r[0] == 0 {
		return 0, ErrLimit
	}
	return uint32(r[0]), nil
}

// decode calls decode() of the module's heif.c; said is where it puts width,
// height, colour space, chroma and whether transparency is in the colours.
func (d *heif) decode(in uint32, n int, headOnly bool, said, out uint32) error {
	only := uint64(0)
	if headOnly {
		only = 1
	}
	s := uint64(said)
	r, err := d.call.Call(d.ctx, uint64(in), uint64(n), only, s, s+4, s+8, s+12, s+16, uint64(out))
	if err != nil || r[0] == 0 { // what it says may quote the file
		return damaged("it does not decode")
	}
	return nil
}

// heifPlanes is how libheif lays a picture into memory: planes one after the
// other, each row on a multiple of 16 bytes.
type heifPlanes struct {
	w, h             int
	space, chroma    uint32
	ratio            image.YCbCrSubsampleRatio
	stride, cstride  int
	luma, each, size int
}

func (p *heifPlanes) lay() error {
	up := func(n int) int { return (n + 15) &^ 15 }
	switch p.space {
	case heifGray:
		p.stride = up(p.w)
		p.size = p.stride * p.h
	case heifRGB:
		p.stride = up(4 * p.w)
		p.size = p.stride * p.h
	case heifYCbCr:
		cw, ch := p.w, p.h
		switch p.chroma {
		case heif420:
			p.ratio, cw, ch = image.YCbCrSubsampleRatio420, (p.w+1)/2, (p.h+1)/2
		case heif422:
			p.ratio, cw = image.YCbCrSubsampleRatio422, (p.w+1)/2
		case heif444:
			p.ratio = image.YCbCrSubsampleRatio444
		default:
			return ErrKind
		}
		p.stride, p.cstride = up(p.w), up(cw)
		p.luma, p.each = p.stride*p.h, p.cstride*ch
		p.size = p.luma + 2*p.each
	default:
		return ErrKind
	}
	return nil
}

func (p *heifPlanes) picture(pix []byte) image.Image {
	rect := image.Rect(0, 0, p.w, p.h)
	switch p.space {
	case heifGray:
		return &image.Gray{Pix: pix, Stride: p.stride, Rect: rect}
	case heifRGB:
		return &image.NRGBA{Pix: pix, Stride: p.stride, Rect: rect}
	}
	return &image.YCbCr{Y: pix[:p.luma], Cb: pix[p.luma : p.luma+p.each], Cr: pix[p.luma+p.each:],
		SubsampleRatio: p.ratio, YStride: p.stride, CStride: p.cstride, Rect: rect}
}

// reserve gives the module memory that is laid aside whole, without taking any,
// and taken as it grows: growing by copying would need it two times.
func reserve(_, most uint64) experimental.LinearMemory {
	b, err := unix.Mmap(-1, 0, int(most), unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		b = nil
	}
	return &linear{all: b}
}

type linear struct{ all []byte }

func (l *linear) Reallocate(size uint64) []byte {
	if size > uint64(len(l.all)) || unix.Mprotect(l.all[:size], unix.PROT_READ|unix.PROT_WRITE) != nil {
		return nil
	}
	return l.all[:size:len(l.all)]
}

func (l *linear) Free() {
	if l.all != nil {
		_ = unix.Munmap(l.all)
		l.all = nil
	}
}
