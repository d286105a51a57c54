import type { Same } from '..'
import type zhCN from '../zh-CN'
import common from './common'
import work from './work'

const messages: Same<typeof zhCN> = { ...common, ...work }
export default messages
