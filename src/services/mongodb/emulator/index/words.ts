/** Words too common to be indexed. MongoDB's English list is longer; these are the ones that texts are full of. */
const STOP_WORDS = new Set(
  `a about above after again all am an and any are as at be because been before being below between both but by can did
  do does doing don down during each few for from further had has have having he her here hers him his how i if in into
  is it its just me more most my no nor not now of off on once only or other our out over own same she should so some
  such than that the their them then there these they this those through to too under until up very was we were what
  when where which while who whom why will with you your`.split(/\s+/),
)

/** What a search tells apart; an index tells neither. */
export interface Sensitivity {
  caseSensitive: boolean
  diacriticSensitive: boolean
}

const INSENSITIVE: Sensitivity = { caseSensitive: false, diacriticSensitive: false }

/** The terms of a text, as a text index holds them: lower case, no accents, no stop words, stems only. */
export function termsOf(text: string, language = 'english', sensitivity = INSENSITIVE): string[] {
  const words = fold(text, sensitivity).match(/[\p{L}\p{N}_']+/gu) ?? []
  if (language === 'none') return words
  return words
    .map((word) => word.replace(/'s?$/, ''))
    .filter((word) => word !== '' && !STOP_WORDS.has(word.toLowerCase()))
    .map(stem)
}

/** Without case and accents, where they are not told apart. */
export function fold(text: string, { caseSensitive, diacriticSensitive } = INSENSITIVE): string {
  const letters = diacriticSensitive ? text.normalize('NFC') : text.normalize('NFD').replace(/\p{M}/gu, '')
  return caseSensitive ? letters : letters.toLowerCase()
}

/** The common endings of English words; a short form of Porter's stemmer. */
function stem(word: string): string {
  if (word.length <= 3) return word
  return removeE(removeIng(removePlural(word)))
}

function removePlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}i` : word.slice(0, -1)
  return word.endsWith('s') && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word
}

function removeIng(word: string): string {
  const match = /^(.*[aeiouy].*?)(ing|ed|ly)$/.exec(word)
  const rest = match?.[1]
  if (rest === undefined || rest.length < 3)
    return word.endsWith('y') && word.length > 2 ? `${word.slice(0, -1)}i` : word
  return /([^aeiouylsz])\1$/.test(rest) ? rest.slice(0, -1) : rest
}

function removeE(word: string): string {
  return word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word
}
