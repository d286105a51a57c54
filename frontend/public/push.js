/* 浏览器推送: shows what the server pushes while no page of the system is open. The words carry no personal data. */
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const read = () => {
    try {
      return event.data ? event.data.json() : {}
    } catch {
      return {}
    }
  }
  const { title, body, url, tag, urgent } = read()
  event.waitUntil(self.registration.showNotification(title || '12345', { body: body || '', tag: tag || 'hotline', requireInteraction: urgent === true, data: { url: url || '/' } }))
})

/** Leads to the ticket, in a tab that is open already if there is one; never to another site. */
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const wanted = new URL(event.notification.data?.url || '/', self.location.origin)
  const to = self.location.origin + wanted.pathname + wanted.search
  event.waitUntil(self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(async (pages) => {
    const page = pages.find((p) => new URL(p.url).origin === self.location.origin)
    if (!page) return self.clients.openWindow(to)
    await page.focus()
    return page.navigate(to).catch(() => self.clients.openWindow(to))
  }))
})
