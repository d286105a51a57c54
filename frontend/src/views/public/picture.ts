/** Draws the receipt as a picture and hands it to the browser to keep: name, then pairs of label and value, then a note. */
export async function savePicture(name: string, lines: string[]): Promise<void> {
  const canvas = document.createElement('canvas')
  canvas.width = 780
  canvas.height = 760
  const c = canvas.getContext('2d')
  if (!c) return
  const font = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
  const write = (text: string, y: number, style: string, colour: string) => {
    c.font = `${style} ${font}`
    c.fillStyle = colour
    c.fillText(text, 60, y, 660)
  }
  c.fillStyle = '#fff'
  c.fillRect(0, 0, 780, 760)
  c.fillStyle = '#174a96'
  c.fillRect(0, 0, 780, 104)
  write(lines[0] ?? '', 66, '600 36px', '#fff')
  for (let i = 1, y = 180; i + 1 < lines.length; i += 2, y += 150) {
    write(lines[i] ?? '', y, '400 30px', '#4a5665')
    if (i < 5) write(lines[i + 1] ?? '', y + 62, '700 56px', '#1b2430')
    else wrap(lines[i + 1] ?? '', 19).slice(0, 2).forEach((row, n) => write(row, y + 54 + n * 48, '400 36px', '#1b2430'))
  }
  write(lines[lines.length - 1] ?? '', 700, '400 26px', '#4a5665')
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!blob) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `${name}.png`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** Chinese breaks anywhere: rows of so many characters. */
function wrap(text: string, most: number): string[] {
  const chars = [...text]
  return Array.from({ length: Math.ceil(chars.length / most) }, (_, i) => chars.slice(i * most, (i + 1) * most).join(''))
}
