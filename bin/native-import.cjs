'use strict'
/** `import()` for code that was compiled by an earlier run: that of its own is lost (nodejs/node keeps no callback for it). */
module.exports = (specifier) => import(specifier)
