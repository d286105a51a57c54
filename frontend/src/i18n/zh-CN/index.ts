import common from './common'
import work from './work'

/** The messages, one file per group of pages. */
export default { ...common, ...work }
