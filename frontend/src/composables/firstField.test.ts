import { afterEach, expect, it } from 'vitest'
import { focusFirst } from './firstField'

afterEach(() => document.body.replaceChildren())

it('goes to the first field, and takes nobody out of the one they write in', () => {
  document.body.innerHTML = '<input id="other"><form class="act"><input id="days"><textarea id="reason"></textarea><button id="go">好</button></form>'
  const at = (id: string) => document.getElementById(id) as HTMLElement
  at('other').focus()
  focusFirst('.act')
  expect(document.activeElement?.id).toBe('days')
  at('reason').focus()
  focusFirst('.act')
  expect(document.activeElement?.id).toBe('reason')
  at('go').focus()
  focusFirst('.act', 'textarea')
  expect(document.activeElement?.id).toBe('reason')
})
