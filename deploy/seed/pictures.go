package seed

import (
	"bytes"
	_ "embed"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"strings"
)

//go:embed pictures.json
var picturesJSON []byte

// Shot is what citizens and units of the sample district send of a kind of matter:
// a photograph of how it was and one of how it is now, both drawn here.
type Shot struct {
	Scene  string   `json:"scene"`
	Words  []string `json:"words"` // one of which the title of such a matter has
	Before string   `json:"before"`
	After  string   `json:"after"`
}

// Shots gives the kinds of matters that are photographed.
func Shots() []Shot { return read[[]Shot]("pictures.json", picturesJSON) }

// About tells whether a matter of this title is of the kind.
func (s Shot) About(title string) bool {
	for _, w := range s.Words {
		if strings.Contains(title, w) {
			return true
		}
	}
	return false
}

const (
	shotWide = 960
	shotHigh = 720
	horizon  = 430
)

// Draw makes the photograph, a JPEG; done is how it is after the unit came.
func (s Shot) Draw(done bool) ([]byte, error) {
	c := canvas{image.NewRGBA(image.Rect(0, 0, shotWide, shotHigh)), rand.New(rand.NewPCG(7, uint64(len(s.Scene))))}
	night := s.Scene == "lamp"
	c.street(night)
	switch s.Scene {
	case "lamp":
		c.lamps(done)
	case "road":
		c.hole(done)
	case "water":
		c.flood(done)
	default:
		c.heaps(done)
	}
	c.grain()
	var b bytes.Buffer
	err := jpeg.Encode(&b, c, &jpeg.Options{Quality: 82})
	return b.Bytes(), err
}

// canvas is a picture being drawn.
type canvas struct {
	*image.RGBA
	rng *rand.Rand
}

// shade mixes two colours.
func shade(a, b color.RGBA, t float64) color.RGBA {
	t = min(1, max(0, t))
	mix := func(x, y uint8) uint8 { return uint8(float64(x)*(1-t) + float64(y)*t) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// over lays a colour on a point, as thick as t.
func (c canvas) over(x, y int, to color.RGBA, t float64) {
	if image.Pt(x, y).In(c.Rect) {
		c.SetRGBA(x, y, shade(c.RGBAAt(x, y), to, t))
	}
}

func (c canvas) box(x, y, w, h int, fill color.RGBA) {
	for j := y; j < y+h; j++ {
		for i := x; i < x+w; i++ {
			c.over(i, j, fill, 1)
		}
	}
}

// blob lays a soft oval.
func (c canvas) blob(x, y, w, h int, fill color.RGBA, thick float64) {
	for j := y - h; j <= y+h; j++ {
		for i := x - w; i <= x+w; i++ {
			d := math.Hypot(float64(i-x)/float64(w), float64(j-y)/float64(h))
			c.over(i, j, fill, thick*min(1, 4*max(0, 1-d)))
		}
	}
}

var (
	daySky   = color.RGBA{150, 190, 220, 255}
	dayHaze  = color.RGBA{225, 230, 228, 255}
	nightSky = color.RGBA{14, 18, 32, 255}
	dusk     = color.RGBA{40, 42, 58, 255}
	asphalt  = color.RGBA{92, 94, 96, 255}
	kerb     = color.RGBA{168, 164, 156, 255}
	water    = color.RGBA{96, 104, 100, 255}
)

// street is what all photographs have: sky, houses, pavement, road.
func (c canvas) street(night bool) {
	high, low, dark := daySky, dayHaze, 0.0
	if night {
		high, low, dark = nightSky, dusk, 0.75
	}
	for y := range shotHigh {
		for x := range shotWide {
			if y < horizon {
				c.SetRGBA(x, y, shade(high, low, float64(y)/horizon))
			} else {
				c.SetRGBA(x, y, shade(shade(kerb, asphalt, float64(y-horizon)/60), nightSky, dark))
			}
		}
	}
	for x := 0; x < shotWide; {
		w, h := 90+c.rng.IntN(120), 120+c.rng.IntN(230)
		wall := shade(color.RGBA{uint8(150 + c.rng.IntN(70)), uint8(140 + c.rng.IntN(60)), uint8(125 + c.rng.IntN(60)), 255}, nightSky, dark)
		c.box(x, horizon-h, w-6, h, wall)
		for wy := horizon - h + 16; wy < horizon-30; wy += 34 {
			for wx := x + 12; wx < x+w-28; wx += 30 {
				pane := shade(color.RGBA{70, 86, 100, 255}, nightSky, dark)
				if night && c.rng.IntN(4) == 0 {
					pane = color.RGBA{220, 180, 100, 255}
				}
				c.box(wx, wy, 16, 20, pane)
			}
		}
		x += w
	}
	for x := 40; x < shotWide; x += 180 {
		c.box(x, 610, 90, 8, shade(color.RGBA{220, 220, 214, 255}, nightSky, dark))
	}
}

// lamps stand along the street; done they burn.
func (c canvas) lamps(done bool) {
	for i, x := range []int{120, 400, 680, 900} {
		c.box(x, 170+i*10, 7, 300, color.RGBA{30, 34, 40, 255})
		c.box(x-44, 168+i*10, 50, 6, color.RGBA{30, 34, 40, 255})
		if !done {
			c.box(x-50, 174+i*10, 22, 7, color.RGBA{60, 62, 66, 255})
			continue
		}
		c.blob(x-39, 180+i*10, 120, 120, color.RGBA{255, 214, 140, 255}, 0.35)
		c.blob(x-39, 180+i*10, 16, 10, color.RGBA{255, 244, 214, 255}, 1)
		c.blob(x-20, 540, 190, 70, color.RGBA{255, 206, 130, 255}, 0.3)
	}
}

// hole is a pit in the road, or the patch that closed it.
func (c canvas) hole(done bool) {
	if done {
		c.box(330, 540, 330, 110, color.RGBA{58, 60, 62, 255})
		return
	}
	c.blob(490, 600, 190, 70, color.RGBA{60, 52, 44, 255}, 1)
	c.blob(490, 608, 150, 50, color.RGBA{30, 26, 22, 255}, 1)
	for range 60 {
		c.blob(300+c.rng.IntN(400), 560+c.rng.IntN(110), 4+c.rng.IntN(9), 3+c.rng.IntN(5), color.RGBA{120, 116, 108, 255}, 0.9)
	}
}

// flood is water over the road, or the wet stain it left.
func (c canvas) flood(done bool) {
	if done {
		c.blob(470, 610, 380, 70, color.RGBA{70, 72, 74, 255}, 0.5)
		return
	}
	for y := 500; y < shotHigh; y++ {
		for x := range shotWide {
			ripple := math.Sin(float64(x)/31+float64(y)/5) * 14
			c.over(x, y, shade(water, dayHaze, 0.3+ripple/80), 0.88)
		}
	}
	c.box(420, 470, 120, 60, color.RGBA{196, 60, 40, 255})
}

// heaps are bags and boxes at the roadside, or the bins that are empty again.
func (c canvas) heaps(done bool) {
	for i := range 4 {
		c.box(150+i*120, 430, 84, 110, color.RGBA{46, 96, 66, 255})
		c.box(144+i*120, 420, 96, 16, color.RGBA{36, 76, 52, 255})
	}
	if done {
		return
	}
	tints := []color.RGBA{{40, 42, 46, 255}, {190, 190, 184, 255}, {176, 140, 96, 255}, {70, 104, 150, 255}}
	for range 90 {
		c.blob(90+c.rng.IntN(620), 500+c.rng.IntN(110), 16+c.rng.IntN(34), 14+c.rng.IntN(24), tints[c.rng.IntN(len(tints))], 1)
	}
}

// grain makes the drawing look taken.
func (c canvas) grain() {
	for i := 0; i < len(c.Pix); i += 4 {
		n := c.rng.IntN(13) - 6
		for j := range 3 {
			c.Pix[i+j] = uint8(min(255, max(0, int(c.Pix[i+j])+n)))
		}
	}
}
