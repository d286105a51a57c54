import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { api } from './api/client'
import App from './App.vue'
import { i18n, restoreLocale } from './i18n'
import { makeRouter } from './router'
import { useGoing } from './stores/going'
import { useSession } from './stores/session'
import './styles/tokens.css'
import './styles/base.css'
import './styles/app.css'

// Without the English words the page still opens, in Chinese.
await restoreLocale().catch(() => undefined)
const app = createApp(App).use(createPinia()).use(i18n)
const session = useSession()
const router = makeRouter()

api.onSignedOut = () => session.forget('expired')
useGoing().follow(router)
app.use(router)
// What index.html says while the first page is on its way stays until it is here, or has failed to come.
await router.isReady().catch(() => undefined)
app.mount('#app')
