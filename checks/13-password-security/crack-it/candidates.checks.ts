import { check, expect } from 'backend-workbook/check'
import { candidates } from '../../../exercises/13-password-security/crack-it.ts'

const ENDINGS = ['1', '123', '!', '2024', '2025', '2026']
const withEndings = (start: string) => ENDINGS.map((ending) => start + ending)

check('makes the candidates of a word, in the order of the rules', { read: 'crack-it' }, () => {
  for (const [word, capital, disguised] of [
    ['rose', 'Rose', 'r0s3'],
    ['banana', 'Banana', 'b4n4n4'],
    ['iron maiden', 'Iron maiden', '1r0n m41d3n'],
    ['mcEnroe', 'McEnroe', 'mcEnr03'],
  ] as const) {
    expect([...candidates(word)], `[...candidates('${word}')]`).toEqual([
      ...[word, capital],
      ...[...withEndings(word), ...withEndings(capital)],
      disguised,
    ])
  }
})

check('gives each candidate once', { read: 'crack-it' }, () => {
  for (const [word, expected] of [
    ['Rose', ['Rose', ...withEndings('Rose'), 'R0s3']],
    ['sky', ['sky', 'Sky', ...withEndings('sky'), ...withEndings('Sky')]],
    ['7', ['7', ...withEndings('7')]],
  ] as const) {
    expect([...candidates(word)], `[...candidates('${word}')]`).toEqual(expected)
  }
})
