import { afterEach, expect, it, vi } from 'vitest'
import { local } from './storage'

afterEach(() => vi.unstubAllGlobals())

it('keeps what the browser keeps', () => {
  local.set('a', '1')
  expect(localStorage.getItem('a')).toBe('1')
  local.remove('a')
  expect(local.get('a')).toBeNull()
})

it('works where the browser refuses, as in the frame of another site', () => {
  const refuse = () => { throw new DOMException('denied', 'SecurityError') }
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(refuse)
  expect(local.get('b')).toBeNull()
  local.set('b', '2')
  expect(local.get('b')).toBe('2')
  local.remove('b')
  expect(local.get('b')).toBeNull()
  vi.restoreAllMocks()
})
