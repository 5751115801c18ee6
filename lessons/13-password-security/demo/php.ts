// A hash from PHP begins with $2y$. The three packages differ in what they say about it.
// Look for: the `false` for a right password, without an error, in the first column.
import bcrypt from 'bcrypt'
import bcryptjs from 'bcryptjs'

// In PHP: password_hash('correct horse', PASSWORD_BCRYPT, ['cost' => 4])
const fromPhp = bcrypt.hashSync('correct horse', 4).replace('$2b$', '$2y$')
console.log(`the right password against ${fromPhp.slice(0, 12)}…`)
console.log('  bcrypt:                 ', bcrypt.compareSync('correct horse', fromPhp))
console.log('  bcryptjs:               ', bcryptjs.compareSync('correct horse', fromPhp))
console.log('  bcrypt, with $2b$ again:', bcrypt.compareSync('correct horse', fromPhp.replace('$2y$', '$2b$')))
console.log('and a wrong one with $2b$:', bcrypt.compareSync('correct house', fromPhp.replace('$2y$', '$2b$')))
