'use strict'
// The command of a course that is a package of its own: its bin says `require('backend-workbook/pack').run(root)`.

/** @param {string} root the folder of that package, with its course.yaml */
exports.run = function (root) {
  process.env.COURSE_PACK = root
  require('./course.cjs')
}
