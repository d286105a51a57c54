import access from './access'
import admin from './admin'
import aftercare from './aftercare'
import briefs from './briefs'
import common from './common'
import conference from './conference'
import insight from './insight'
import letters from './letters'
import model from './model'
import parts from './parts'
import publicPages from './public'
import scores from './scores'
import suggest from './suggest'
import supervise from './supervise'
import wall from './wall'
import work from './work'

/** The messages, one file per group of pages. */
export default { ...common, ...work, ...aftercare, ...publicPages, ...wall, ...admin, ...briefs, ...scores, ...suggest, ...supervise, ...letters, ...insight, ...model, ...conference, ...parts, ...access }
