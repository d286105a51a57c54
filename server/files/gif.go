package files

import "slices"

const (
	gifImage     = 0x2c
	gifExtension = 0x21
	gifTrailer   = 0x3b
	gifControl   = 0xf9 // how long a picture of a film is shown
	gifProgram   = 0xff // of single programs; two say how often a film runs
)

// gifLoops are the only notes of programs that a film needs.
var gifLoops = []string{"NETSCAPE2.0", "ANIMEXTS1.0"}

// cleanGIF copies a GIF without its comments and the notes of programs, up to its
// end: what hangs behind it could be a page or an archive.
func cleanGIF(b []byte) ([]byte, error) {
	if len(b) < 13 {
		return nil, broken()
	}
	i := 13 + palette(b[10])
	if i > len(b) {
		return nil, broken()
	}
	out := slices.Clone(b[:i])
	for i < len(b) && b[i] != gifTrailer {
		from, next := i, 0
		switch {
		case b[i] == gifImage && i+10 < len(b):
			next = gifBlocks(b, i+10+palette(b[i+9])+1)
		case b[i] == gifExtension && i+2 < len(b):
			next = gifBlocks(b, i+2)
		}
		if next == 0 {
			return nil, broken()
		}
		if i = next; gifKept(b[from:next]) {
			out = append(out, b[from:next]...)
		}
	}
	return append(out, gifTrailer), nil
}

// palette is how many bytes of colours follow, by the flags before them.
func palette(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// gifBlocks is where the blocks that begin at i end; 0 where they do not.
func gifBlocks(b []byte, i int) int {
	for i < len(b) {
		n := int(b[i])
		if i += 1 + n; n == 0 {
			return i
		}
	}
	return 0
}

// gifKept tells whether a part of a GIF is one that shows.
func gifKept(part []byte) bool {
	switch {
	case part[0] == gifImage || part[1] == gifControl:
		return true
	case part[1] == gifProgram && len(part) > 14 && part[2] == 11:
		return slices.Contains(gifLoops, string(part[3:14]))
	}
	return false
}
