import { expect, it } from 'vitest'
import { isPhone, maskPhone } from './phone'

it.each([['13800001234', true], ['+86 138-0000-1234', true], ['010-12345678', true], ['0371 6123456', true], ['12345', false], ['23800001234', false], ['', false], ['138000012345', false],
  ['0577-88123456转8001', true], ['（０５７７）８８１２３４５６', true], ['086 138 0000 1234', true], ['+86 577 8812 3456', true], ['8812 3456', true], ['400-810-1234', true], ['95588', true], ['+1 365 123 4567', true], ['0013651234567', true], ['anonymous', false], ['1234', false]])('%s', (text, ok) => expect(isPhone(text)).toBe(ok))
it('masks', () => expect(maskPhone('138 0000 1234')).toBe('138****1234'))
