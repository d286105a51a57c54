import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { becomes, hook, linked, PHONE, row, shoot, shown, useStand } from './harness.ts'
import { STREET_LAMP, ticketFor } from './matters.ts'

const stand = useStand()
const UNIT = 'chengguanju'
const GOOD = '11月24日上午，我单位到和平大街12号小区门口现场核查，三盏路灯因线路老化断电，已更换线路和灯具，路灯已恢复照明，夜间复查正常。'

/** A photo drawn by the browser itself. */
async function photo(page: Page, w: number, h: number, colour: string): Promise<Buffer> {
  const data = await page.evaluate(({ w, h, colour }) => {
    const canvas = document.createElement('canvas')
    canvas.width = w
    canvas.height = h
    const c = canvas.getContext('2d')
    if (!c) return ''
    const sky = c.createLinearGradient(0, 0, 0, h)
    sky.addColorStop(0, '#9fb8cc')
    sky.addColorStop(1, '#e8e4d8')
    c.fillStyle = sky
    c.fillRect(0, 0, w, h)
    c.fillStyle = colour
    for (let i = 0; i < 400; i++) c.fillRect((i * 7919) % w, (h / 2) + ((i * 104729) % (h / 2)), w / 30, h / 40)
    return canvas.toDataURL('image/jpeg', 0.95).split(',')[1] ?? ''
  }, { w, h, colour })
  return Buffer.from(data, 'base64')
}

const attach = (page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) => hook(page, 'attach-input').first().setInputFiles(files)

test('the desk sends a photo, smaller than it was taken; the unit sees it and answers with one of its own', async () => {
  const office = await stand.anotherBrowser()
  const [desk, unit] = await Promise.all([stand.open('agent', '/desk'), stand.open(`liaison-${UNIT}`, '/unit', { browser: office })])
  await Promise.all([linked(desk), linked(unit)])
  await desk.keyboard.press('F9')
  await hook(desk, 'text').fill(STREET_LAMP.text)
  await attach(desk, [{ name: 'IMG_0001.JPG', mimeType: 'image/jpeg', buffer: await photo(desk, 4000, 3000, '#54606b') }, { name: '说明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') },
    { name: '网页.html', mimeType: 'text/html', buffer: Buffer.from('<html><script>1</script>') }])
  await becomes(() => hook(desk, 'attached').count()).toBe(2)
  await hook(desk, 'sending').getByText('不能接收这种文件').waitFor()
  await shoot(desk, 'attachments-desk')

  const [agent, liaison] = await Promise.all([stand.account('agent'), stand.account(`liaison-${UNIT}`)])
  const kept = () => desk.evaluate(() => Object.entries(localStorage).find(([k]) => k.includes('.desk'))?.[1] ?? '')
  await becomes(kept).toContain('IMG_0001.jpg')
  const draft = await kept()
  const ids = (JSON.parse(draft) as { value: { attachments: { id: string }[] } }).value.attachments.map((a) => a.id)
  const { no } = await agent.log(ticketFor(UNIT, { attachments: ids }))
  expect(Math.max(...(await agent.ticket(no)).attachments?.map((a) => a.w ?? 0) ?? []), 'made smaller before it was sent').toBe(2048)

  await shown(unit, no)
  await row(unit, no).click()
  const card = hook(unit, 'attachments')
  await card.getByText('来电人提供').waitFor()
  await card.locator('[data-test="picture"] img').first().waitFor()
  expect(await hook(card, 'paper').innerText()).toContain('说明.pdf')
  await hook(card, 'picture').click()
  await hook(unit, 'viewer-picture').waitFor()
  await shoot(unit, 'attachments-viewer')
  await unit.keyboard.press('Escape')
  await hook(unit, 'viewer').waitFor({ state: 'detached' })
  expect(await hook(card, 'picture').evaluate((e) => e === document.activeElement), 'back to where one was').toBe(true)

  await liaison.act(no, 'accept')
  await liaison.act(no, 'contact', { method: 'phone', reached: true })
  await unit.reload()
  await hook(unit, 'reply-text').fill(GOOD)
  // A picture from the clipboard is an attachment of the reply it is pasted into.
  await hook(unit, 'reply-text').focus()
  const pasted = (await photo(unit, 900, 600, '#c8a050')).toString('base64')
  await unit.evaluate((b64) => {
    const bytes = Uint8Array.from(atob(b64), (c) => c.charCodeAt(0))
    const data = new DataTransfer()
    data.items.add(new File([bytes], '修复后.jpg', { type: 'image/jpeg' }))
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, pasted)
  await hook(unit, 'attached').getByText('修复后.jpg').waitFor()
  await shoot(unit, 'attachments-reply')
  await hook(unit, 'act-reply').click()
  await becomes(async () => (await agent.ticket(no)).state).toBe('replied')
  const replied = (await agent.ticket(no)).attachments?.filter((a) => a.reply)
  expect(replied?.map((a) => a.name)).toEqual(['修复后.jpg'])

  const review = await stand.open('dispatcher', `/tickets/${no}`, { browser: office })
  await hook(review, 'attachments').getByText('答复所附').waitFor()
  await shoot(review, 'attachments-ticket')
  expect(stand.complaints.filter((c) => !/status of 422/.test(c)), 'the refused page, and nothing else').toEqual([])
})

test('on a phone pictures turn by keys and by the finger, and a step of the unit takes photos', async () => {
  const agent = await stand.account('agent')
  const page = await stand.open(`liaison-${UNIT}`, '/unit', { viewport: PHONE })
  await linked(page)
  const { no } = await agent.log(ticketFor(UNIT))
  await shown(page, no)
  await row(page, no).click()
  await hook(page, 'act-note').first().click()
  const form = hook(page, 'form-note')
  await hook(form, 'field-text').fill('到场拍照')
  await hook(form, 'attach-input').setInputFiles([{ name: '一.jpg', mimeType: 'image/jpeg', buffer: await photo(page, 800, 600, '#405060') }, { name: '二.jpg', mimeType: 'image/jpeg', buffer: await photo(page, 600, 800, '#604050') }])
  await becomes(() => hook(form, 'attached').count()).toBe(2)
  await shoot(page, 'attachments-phone-form')
  await hook(form, 'form-submit').click()
  await form.waitFor({ state: 'detached' })
  const card = hook(page, 'attachments')
  await hook(card, 'picture').first().click()
  await hook(page, 'viewer-picture').waitFor()
  await hook(page, 'viewer').getByText('1 / 2').waitFor()
  await page.keyboard.press('ArrowRight')
  await hook(page, 'viewer').getByText('2 / 2').waitFor()
  await hook(page, 'viewer-picture').waitFor()
  await shoot(page, 'attachments-phone-viewer')
  await hook(page, 'viewer-close').click()
  await hook(page, 'viewer').waitFor({ state: 'detached' })
  await card.scrollIntoViewIfNeeded()
  await shoot(page, 'attachments-phone')
  expect(stand.complaints).toEqual([])
})
