package files

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"hotline/dispatch"
)

const (
	// maxPixels and maxSide are what a picture may say of itself before it is
	// opened; a good phone makes 50 million.
	maxPixels = 64 << 20
	maxSide   = 30_000
	// openBytes is how much memory a picture may take to be opened; of a bigger one
	// none is made small. One that takes more than aloneBytes is opened alone.
	openBytes  = 160 << 20
	aloneBytes = 40 << 20
	// thumbSide is the longer side of a small picture, in points.
	thumbSide = 320
)

// thumb is what was learned of a picture; no jpeg where none could be made small.
type thumb struct {
	w, h int
	jpeg []byte
}

// thumbnail measures a picture by what it says, refuses one that would fill the
// memory, and makes it small. One that cannot be opened is refused as broken.
func thumbnail(kind string, b []byte) (thumb, error) {
	config, open := decoder(kind)
	c, err := config(bytes.NewReader(b))
	if err != nil || c.Width < 1 || c.Height < 1 {
		return thumb{}, broken()
	}
	if c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > maxPixels {
		return thumb{}, dispatch.FieldError("file", "file_pixels", maxPixels/1_000_000)
	}
	way := way(kind, b)
	t := thumb{w: c.Width, h: c.Height}
	if way >= 5 {
		t.w, t.h = t.h, t.w
	}
	if c.Width*c.Height*depth(c.ColorModel) > openBytes || (kind == WebP && animated(b)) {
		return t, nil
	}
	src, err := open(bytes.NewReader(b))
	if err != nil {
		return thumb{}, broken()
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned(shrunk(src), way), &jpeg.Options{Quality: 80}); err != nil {
		return thumb{}, broken()
	}
	t.jpeg = out.Bytes()
	return t, nil
}

// depth is how many bytes a point takes at most, opened.
func depth(m color.Model) int {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		return 8
	case color.YCbCrModel:
		return 3
	}
	return 4
}

// heavy tells of a picture, by what it says, whether it is opened alone.
func heavy(kind string, b []byte) bool {
	config, _ := decoder(kind)
	c, err := config(bytes.NewReader(b))
	return err == nil && c.Width*c.Height*depth(c.ColorModel) > aloneBytes
}

type reading = *bytes.Reader

// decoder is how a type is measured and opened.
func decoder(kind string) (func(reading) (image.Config, error), func(reading) (image.Image, error)) {
	switch kind {
	case PNG:
		return func(r reading) (image.Config, error) { return png.DecodeConfig(r) }, func(r reading) (image.Image, error) { return png.Decode(r) }
	case GIF:
		return func(r reading) (image.Config, error) { return gif.DecodeConfig(r) }, func(r reading) (image.Image, error) { return gif.Decode(r) }
	case WebP:
		return func(r reading) (image.Config, error) { return webp.DecodeConfig(r) }, func(r reading) (image.Image, error) { return webp.Decode(r) }
	}
	return func(r reading) (image.Config, error) { return jpeg.DecodeConfig(r) }, func(r reading) (image.Image, error) { return jpeg.Decode(r) }
}

func way(kind string, b []byte) int {
	switch kind {
	case JPEG:
		return jpegWay(b)
	case PNG:
		return pngWay(b)
	case WebP:
		return webpWay(b)
	}
	return upright
}

// animated tells whether a WebP is a film, which is not opened.
func animated(b []byte) bool { return len(b) > 20 && string(b[12:16]) == "VP8X" && b[20]&0x02 != 0 }

// shrunk scales a picture onto white so that its longer side is that of a small
// one; a smaller one stays as it is.
func shrunk(src image.Image) *image.RGBA {
	from := src.Bounds()
	w, h := from.Dx(), from.Dy()
	if long := max(w, h); long > thumbSide {
		w, h = max(1, w*thumbSide/long), max(1, h*thumbSide/long)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.BiLinear.Scale(dst, dst.Bounds(), src, from, draw.Over, nil)
	return dst
}

// turned is the picture the right way up.
func turned(src *image.RGBA, way int) image.Image {
	if way == upright {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if way >= 5 {
		dst = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := place(way, x, y, w, h)
			dst.SetRGBA(tx, ty, src.RGBAAt(x, y))
		}
	}
	return dst
}

// place is where a point of a picture stored w by h belongs.
func place(way, x, y, w, h int) (int, int) {
	switch way {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	default:
		return y, w - 1 - x
	}
}
