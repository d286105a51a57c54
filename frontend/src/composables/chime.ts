/** Two short tones made by the browser: rising for something new, a double for something due. */
const TONES = { new: [[660, 0], [880, 0.16]], due: [[740, 0], [740, 0.22]] } as const

let context: AudioContext | undefined

export function chime(kind: keyof typeof TONES): void {
  // Browsers stay silent until the page was touched once.
  if (typeof AudioContext === 'undefined' || !navigator.userActivation?.hasBeenActive) return
  context ??= new AudioContext()
  const audio = context
  void audio.resume()
  for (const [pitch, after] of TONES[kind]) {
    const at = audio.currentTime + after
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0.0001, at)
    volume.gain.exponentialRampToValueAtTime(0.2, at + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.14)
    tone.connect(volume).connect(audio.destination)
    tone.start(at)
    tone.stop(at + 0.16)
  }
}
